import type { Word } from '../text/language.js';

/** What a prompt says about its scene, as far as additions need to know. */
export interface Scene {
  subject: 'landscape' | 'hands-on' | 'vehicle' | 'group' | 'flying' | 'moving' | 'one' | 'other';
  place: 'indoors' | 'outdoors' | 'underwater' | 'space' | 'unknown';
  /** `mixed`: more than one is named, so nothing may be said of it. */
  time: 'night' | 'low-sun' | 'twilight' | 'morning' | 'midday' | 'evening' | 'mixed' | 'unknown';
  weather: 'rain' | 'snow' | 'fog' | 'cloud' | 'storm' | 'sun' | 'mixed' | 'unknown';
  /** False where a name or a being out of a story might not be of this world. */
  isOrdinary: boolean;
}

const set = (words: string) => new Set(words.split(' '));

const PEOPLE = set(
  'man woman person people boy girl child kid baby toddler mother father teacher student worker engineer chef cook doctor nurse dancer ' +
    'singer musician guitarist pianist violinist astronaut soldier farmer fisherman barista waiter athlete runner cyclist surfer skater ' +
    'skateboarder skier climber hiker pedestrian teenager couple family friend grandmother grandfather king queen knight samurai ninja ' +
    'pilot driver firefighter policeman scientist artist painter potter carpenter blacksmith mechanic technician officer guard clown magician player actor ballerina crowd',
);
const ANIMALS = set(
  'cat kitten dog puppy horse wolf fox bear lion tiger elephant giraffe zebra monkey panda rabbit deer cow sheep goat pig bird eagle owl ' +
    'parrot penguin duck swan fish shark whale dolphin turtle octopus jellyfish snake frog butterfly bee spider hamster mouse squirrel ' +
    'retriever corgi crocodile kangaroo koala otter seal',
);
const MANIPULATORS = set('hand finger gripper arm manipulator');
const MACHINES = set('robot humanoid quadruped android cobot exoskeleton drone');
const VEHICLES = set(
  'car truck bus van train tram bicycle motorcycle motorbike scooter boat ship sailboat ferry plane airplane aircraft helicopter ' +
    'rocket spaceship spacecraft submarine tractor ambulance taxi suv forklift excavator vehicle traffic convoy',
);
const HANDS_ON = set(
  'coffee cup mug glass teapot tea watch ring insect ant flower rose petal leaf apple banana orange strawberry cake ' +
    'bread pizza burger sushi egg skillet knife spoon fork candle key keyboard phone pen pencil paper book coin gem diamond bottle perfume ' +
    'droplet drop seed dough chocolate cookie screw bolt chip pcb circuit cube block box toy',
);
const LANDSCAPE = set(
  'mountain valley forest jungle desert dune ocean sea coast coastline beach lake river waterfall canyon glacier island field meadow ' +
    'skyline city cityscape landscape sky cloud galaxy nebula planet volcano village town harbor street alley highway bridge castle ' +
    'garden park rainforest cliff hill countryside vineyard wave sunset sunrise storm hurricane tornado road',
);
const INDOORS = set(
  'kitchen room bedroom bathroom office lab laboratory warehouse factory studio library cafe restaurant hospital garage classroom ' +
    'gym museum gallery church supermarket shop store workshop basement attic hallway corridor elevator theater theatre bakery bar ' +
    'indoor indoors workbench sofa couch bed table desk countertop counter conveyor',
);
const SPACE = set('mars space galaxy nebula planet asteroid spacewalk lunar spacecraft spaceship');
const FANTASTIC = set(
  'dragon unicorn wizard witch elf fairy mermaid ghost zombie vampire demon angel alien monster goblin troll giant superhero ' +
    'phoenix griffin mascot character goddess god spirit pokemon toy plush doll',
);
const FULL_BODY = set(
  'run jog sprint jump leap dance walk hike skate skateboard ski surf climb gallop chase fight spar swim cartwheel flip ride march crawl stretch stroll trot',
);

const FLYING = set('fly soar hover glide');
/** Nothing else in this file, but English. */
const PLAIN = set('sunset sunrise dawn dusk night morning evening noon rain snow fog mist tree house bike');

const TIMES: Record<Exclude<Scene['time'], 'mixed' | 'unknown'>, RegExp> = {
  night: /\b(?:night|nights|nighttime|midnight|nocturnal|starry|stars|(?<!on the )moon)\b/i,
  'low-sun': /\b(?:sunset|sunrise|setting sun|rising sun)\b/i,
  twilight: /\b(?:dusk|twilight|nightfall)\b/i,
  morning: /\b(?:mornings?|dawn|daybreak)\b/i,
  midday: /\b(?:noon|midday|daytime|afternoon|day|days)\b/i,
  evening: /\bevenings?\b/i,
};
const WEATHERS: Record<Exclude<Scene['weather'], 'mixed' | 'unknown'>, RegExp> = {
  rain: /\b(?:rain|rains|rainy|raining|rainfall|drizzle|drizzling|downpour|monsoon)\b/i,
  snow: /\b(?:snow|snowy|snowing|snowfall|blizzard|snowflakes?)\b/i,
  fog: /\b(?:fog|foggy|mist|misty|haze|hazy|smog)\b/i,
  cloud: /\b(?:cloudy|overcast|clouds)\b/i,
  storm: /\b(?:storm|storms|stormy|thunderstorm|hurricane|tornado|sandstorm|typhoon)\b/i,
  sun: /\b(?:sunny|sunshine|sun-drenched|clear sky|clear skies|blue sky)\b/i,
};
const UNDERWATER =
  /\b(?:underwater|coral reefs?|reefs?|seabed|ocean floor|aquarium|scuba|on the seafloor)\b/i;

const SCENE_WORDS = new Set(
  [
    PEOPLE,
    ANIMALS,
    MACHINES,
    VEHICLES,
    HANDS_ON,
    LANDSCAPE,
    INDOORS,
    SPACE,
    FANTASTIC,
    FULL_BODY,
    FLYING,
    PLAIN,
  ].flatMap((words) => [...words]),
);

/** Roots that this file knows: for telling English from other languages. */
export function isSceneWord(root: string): boolean {
  return SCENE_WORDS.has(root);
}

type Names = (known: ReadonlySet<string>) => boolean;

export function sceneOf(prompt: string, words: readonly Word[]): Scene {
  const roots = words.flatMap(rootsOf);
  const names: Names = (known) => roots.some((root) => known.has(root));
  return {
    subject: subjectOf(words, names),
    place: placeOf(prompt, names),
    time: timeOf(prompt),
    weather: weatherOf(prompt),
    isOrdinary: !names(FANTASTIC) && !words.some(isNameOfSomeone),
  };
}

/** The library takes some `-ing` words for nouns and leaves them as they are. */
function rootsOf({ root, text }: Word): string[] {
  const stem = /^(.{2,})ing$/i.exec(text)?.[1]?.toLowerCase();
  if (stem === undefined) return [root];
  return [root, stem, `${stem}e`, stem.replace(/(.)\1$/, '$1')];
}

function subjectOf(words: readonly Word[], names: Names): Scene['subject'] {
  const isBeing = (word: Word | undefined) =>
    word !== undefined && (PEOPLE.has(word.root) || ANIMALS.has(word.root));
  // `golden retriever puppy` is one being.
  const beings = words.filter((word, index) => isBeing(word) && !isBeing(words[index + 1]));
  const isGroup =
    beings.length > 1 || beings.some(({ tags, root }) => tags.includes('Plural') || root === 'crowd');
  if (names(FLYING)) return 'flying';
  if (isGroup || (beings.length > 0 && names(VEHICLES))) return 'group';
  if (beings.length > 0) return names(FULL_BODY) ? 'moving' : 'one';
  return subjectWithoutBeings(names);
}

function subjectWithoutBeings(names: Names): Scene['subject'] {
  if (names(VEHICLES)) return 'vehicle';
  if (names(MANIPULATORS)) return 'hands-on';
  if (names(HANDS_ON) && !names(MACHINES)) return 'hands-on';
  if (names(MACHINES) || names(FANTASTIC)) return names(FULL_BODY) ? 'moving' : 'one';
  return names(LANDSCAPE) ? 'landscape' : 'other';
}

function placeOf(prompt: string, names: Names): Scene['place'] {
  if (UNDERWATER.test(prompt)) return 'underwater';
  if (names(SPACE) || /\b(?:on the moon|in orbit)\b/i.test(prompt)) return 'space';
  if (names(INDOORS)) return 'indoors';
  return names(LANDSCAPE) ? 'outdoors' : 'unknown';
}

function timeOf(prompt: string): Scene['time'] {
  const found = matching(TIMES, prompt);
  const has = (...times: Scene['time'][]) => found.some((time) => times.includes(time));
  if (has('night') && has('low-sun', 'morning', 'midday', 'twilight')) return 'mixed';
  if (has('midday') && found.length > 1) return 'mixed';
  if (has('morning') && has('evening')) return 'mixed';
  return found[0] ?? 'unknown';
}

function weatherOf(prompt: string): Scene['weather'] {
  const found = matching(WEATHERS, prompt);
  if (found.includes('sun') && found.length > 1) return 'mixed';
  if (found.includes('rain') && found.includes('snow')) return 'mixed';
  return found[0] ?? 'unknown';
}

function matching<Name extends string>(patterns: Record<Name, RegExp>, prompt: string): Name[] {
  return (Object.keys(patterns) as Name[]).filter((name) => patterns[name].test(prompt));
}

/** A name that is not a place or a date may be a character's, or a trigger word. */
function isNameOfSomeone({ tags, text, root }: Word): boolean {
  if (isSceneWord(root)) return false;
  if (/^\p{L}+[_\d]/u.test(text)) return true;
  return (
    tags.includes('Person') ||
    (tags.includes('ProperNoun') && !tags.includes('Place') && !tags.includes('Date'))
  );
}
