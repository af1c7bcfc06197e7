import type { FieldPath, Subject } from '../../../sessions/index.js';
import { ANIMALS, isBeing, PEOPLE, VEHICLES } from '../lexicon/beings.js';
import { CLOTHES } from '../lexicon/things.js';
import { conceptOf } from './concepts.js';
import type { Draft } from './draft.js';
import { lookUp } from '../../look-up.js';

/** What of the scene a phrase of a request means. */
export type Target =
  | { kind: 'subject'; subject: Subject }
  | { kind: 'garment'; subject: Subject; garment: string }
  | { kind: 'prop'; prop: string }
  | { kind: 'place' }
  | { kind: 'background' }
  | { kind: 'light' }
  | { kind: 'concept'; path: FieldPath };

const ORDINALS: Readonly<Record<string, number>> = {
  first: 0,
  second: 1,
  third: 2,
  fourth: 3,
  last: -1,
  other: -1,
};
const FEMALE =
  /(?:woman|girl|lady|mother|granny|grandma|mom|mum|nun|maid|heroine|countess|duchess|empress|goddess|priestess|hostess|stewardess|niece|girlfriend|mermaid|geisha|businesswoman|daughter|sister|queen|princess|waitress|actress|nurse|bride|grandmother|aunt|wife|ballerina|witch)$/i;
const MALE =
  /(?:(?<!wo)man|boy|guy|father|grandpa|dad|lad|hero|count|duke|emperor|priest|host|steward|nephew|boyfriend|cowboy|knight|gentleman|son|brother|king|prince|waiter|actor|groom|grandfather|uncle|husband|monk|wizard|fisherman)$/i;

export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
}

function stems(draft: Draft, phrase: string): string[] {
  return wordsOf(phrase).map((word) => draft.language.singular(word.replace(/'s?$/, '')));
}

function headOf(text: string): string {
  const main = text.toLowerCase().split(/\s(?:of|with|in|on|at|from|full)\s/)[0] ?? text;
  return main.split(' ').at(-1) ?? main;
}

function isPerson({ name }: Subject): boolean {
  return PEOPLE.has(headOf(name)) || /^\p{Lu}/u.test(name);
}

function isVehicle({ name }: Subject): boolean {
  return VEHICLES.has(headOf(name));
}

/** `her`, `they`: of the subjects, the one that the word fits. */
function byPronoun(subjects: readonly Subject[], word: string): Subject | undefined {
  if (/^(?:she|her|herself)$/.test(word)) return ofSex(subjects, FEMALE, MALE);
  if (/^(?:he|him|his|himself)$/.test(word)) return ofSex(subjects, MALE, FEMALE);
  if (/^(?:they|them|their)$/.test(word)) return subjects.find(({ count }) => count !== 1) ?? subjects[0];
  if (/^(?:it|its)$/.test(word)) return subjects.find((one) => !isPerson(one)) ?? subjects[0];
  return undefined;
}

/** Whose name says so, else a person, an animal, a thing whose name does not say the opposite. */
function ofSex(subjects: readonly Subject[], sex: RegExp, other: RegExp): Subject | undefined {
  const fitting = subjects.filter(({ name }) => !other.test(name));
  const isAlive = (one: Subject) => isBeing(headOf(one.name)) && !isVehicle(one);
  return (
    subjects.find(({ name }) => sex.test(name)) ??
    fitting.find(isPerson) ??
    fitting.find(isAlive) ??
    fitting[0]
  );
}

const named = (pattern: RegExp) => (one: Subject) => pattern.test(headOf(one.name));
const isMan = (one: Subject) => isPerson(one) && !FEMALE.test(one.name);
const isWoman = (one: Subject) => isPerson(one) && !MALE.test(one.name);

/** What people call things by a wider name. */
const KINDS_OF: Readonly<Record<string, (one: Subject) => boolean>> = {
  man: isMan,
  dude: isMan,
  woman: isWoman,
  girl: isWoman,
  human: isPerson,
  child: named(/^(?:boy|girl|kid|toddler|baby|child|schoolboy|schoolgirl|teenager)$/),
  car: named(
    /^(?:sedan|taxi|cab|coupe|convertible|hatchback|limousine|limo|suv|jeep|pickup|van|minivan|roadster|racer|wagon|cruiser|beetle)$|car$/,
  ),
  truck: named(/^(?:pickup|lorry|tanker|semi|van|tipper)$|truck$/),
  bike: named(/^(?:bicycle|motorcycle|motorbike|scooter|moped)$|bike$/),
  plane: named(/^(?:jet|airliner|aircraft|airplane|aeroplane|biplane|seaplane)$/),
  ship: named(
    /^(?:freighter|ferry|boat|yacht|galleon|trawler|vessel|liner|tanker|spaceship|starship)$|ship$/,
  ),
  boat: named(/^(?:ferry|yacht|canoe|kayak|dinghy|gondola|trawler|sailboat|ship|vessel|raft)$|boat$/),
  robot: named(/^(?:android|humanoid|cyborg|drone|gripper|mech)$|bot$/),
  machine: named(/^(?:robot|android|drone|excavator|forklift|gripper|crane|tractor)$/),
  bird: named(
    /^(?:owl|parrot|eagle|hawk|falcon|crow|raven|magpie|seagull|gull|pigeon|dove|sparrow|robin|flamingo|condor|heron|crane|stork|swan|duck|goose|hen|rooster|penguin|hummingbird|kingfisher|peacock|toucan|vulture|albatross|pelican|puffin)$/,
  ),
  dog: named(
    /^(?:puppy|retriever|labrador|husky|terrier|poodle|beagle|corgi|dachshund|collie|shepherd|pug|bulldog)$/,
  ),
  cat: named(/^(?:kitten|tabby|tomcat|siamese)$/),
  fish: named(/^(?:salmon|trout|shark|koi|goldfish|tuna|carp|clownfish|piranha)$/),
  horse: named(/^(?:stallion|mare|pony|foal|mustang|colt)$/),
  musician: named(
    /^(?:violinist|pianist|guitarist|drummer|trumpeter|cellist|saxophonist|flautist|harpist|singer|bassist)$/,
  ),
  athlete: named(/^(?:sprinter|runner|jumper|swimmer|cyclist|gymnast|boxer|surfer|skater|skier|climber)$/),
  flower: named(/^(?:rose|tulip|daisy|poppy|lily|orchid|sunflower|blossom)$/),
  tree: named(/^(?:oak|pine|redwood|willow|maple|birch|palm|fir|cedar)$/),
  building: named(/^(?:tower|house|lighthouse|skyscraper|castle|cathedral|church|barn|temple)$/),
};

/** `the second vehicle`, `the red one`, `the animal`: by what kind of thing it is, by order, by looks. */
function byKind(draft: Draft, said: readonly string[]): Subject | undefined {
  const { subjects } = draft.parameters;
  const kind = said.at(-1) ?? '';
  const isKind: Readonly<Record<string, (one: Subject) => boolean>> = {
    one: () => true,
    subject: () => true,
    character: (one) => isBeing(headOf(one.name)),
    vehicle: ({ name }) => VEHICLES.has(headOf(name)),
    animal: ({ name }) => ANIMALS.has(headOf(name)),
    creature: ({ name }) => ANIMALS.has(headOf(name)),
    pet: ({ name }) => ANIMALS.has(headOf(name)),
    person: isPerson,
    figure: isPerson,
    guy: isPerson,
    lady: ({ name }) => FEMALE.test(name),
    kid: ({ name }) => /child|boy|girl/.test(name),
    ...KINDS_OF,
  };
  const test = lookUp(isKind, kind);
  if (test === undefined) return undefined;
  const all = subjects.filter(test);
  const order = said.map((word) => lookUp(ORDINALS, word)).find((number) => number !== undefined);
  if (order !== undefined) return all.at(order);
  const looks = all.filter(({ attributes, clothing = '' }) =>
    [...attributes, clothing].some((it) => it.split(' ').some((word) => said.includes(word))),
  );
  const isNamed = kind !== 'one' || said.length <= 2;
  return looks[0] ?? (isNamed && all.length === 1 ? all[0] : undefined);
}

/** The subject that words name: by its whole name, by its last word, by kind, or by a pronoun. */
export function subjectNamed(draft: Draft, phrase: string): Subject | undefined {
  const { subjects } = draft.parameters;
  const said = stems(draft, phrase);
  const [only = ''] = said;
  if (said.length === 1) {
    const meant = byPronoun(subjects, wordsOf(phrase)[0] ?? only);
    if (meant !== undefined) return meant;
  }
  const parts = (name: string) => name.toLowerCase().split(' ');
  const all = subjects.filter(({ name }) => parts(name).every((word) => said.includes(word)));
  const byHead = subjects.filter(({ name }) => said.includes(parts(name).at(-1) ?? ''));
  const byAny = subjects.filter(({ name }) => said.includes(parts(name)[0] ?? ''));
  const fitting = all.length > 0 ? all : byHead;
  const order = said.map((word) => lookUp(ORDINALS, word)).find((number) => number !== undefined);
  return (
    (order === undefined || fitting.length < 2 ? undefined : fitting.at(order)) ??
    fitting.find(({ attributes }) => attributes.some((it) => said.includes(it))) ??
    fitting[0] ??
    byAny[0] ??
    byKind(draft, said)
  );
}

/** `make the overalls red`: the one who wears them. */
export function wearerOf(draft: Draft, phrase: string): { subject: Subject; garment: string } | undefined {
  const said = stems(draft, phrase);
  for (const subject of draft.parameters.subjects) {
    const words = wordsOf(subject.clothing ?? '');
    const garment = words.find((word) => said.includes(draft.language.singular(word)) && CLOTHES.has(word));
    const known =
      garment ??
      words.find((word) => said.at(-1) === draft.language.singular(word)) ??
      words.find((word) => isCompoundOf(draft.language.singular(word), said.at(-1) ?? ''));
    if (known !== undefined) return { subject, garment: known };
    if (words.length > 0 && /^(?:clothes|clothing|outfit|garment|attire)$/.test(said.at(-1) ?? ''))
      return { subject, garment: words.at(-1) ?? '' };
  }
  return undefined;
}

/** A `raincoat` is a coat. */
function isCompoundOf(word: string, garment: string): boolean {
  return word !== garment && word.endsWith(garment) && CLOTHES.has(garment);
}

export function propNamed(draft: Draft, phrase: string): string | undefined {
  const said = stems(draft, phrase);
  const { props } = draft.parameters.setting;
  const head = said.at(-1) ?? '';
  return (
    props.find(
      (prop) =>
        stems(draft, prop).join(' ') ===
        said.filter((word) => !/^(?:the|a|an|his|her|its|their|this|that)$/.test(word)).join(' '),
    ) ??
    props.find((prop) => draft.language.singular(headOf(prop)) === head) ??
    props.find((prop) => said.includes(draft.language.singular(headOf(prop))))
  );
}

function namesHeadOf(draft: Draft, text: string | undefined, phrase: string): boolean {
  if (text === undefined) return false;
  return stems(draft, phrase).includes(draft.language.singular(headOf(text)));
}

/** What of the scene a phrase means; undefined where nothing there is called so. */
export function targetOf(draft: Draft, phrase: string): Target | undefined {
  const wearer = wearerOf(draft, phrase);
  if (wearer !== undefined) return { kind: 'garment', ...wearer };
  const head = stems(draft, phrase).at(-1) ?? '';
  const subject = subjectNamed(draft, phrase);
  if (subject !== undefined && !(/'s?\s/.test(phrase) && conceptOf(head) !== undefined))
    return { kind: 'subject', subject };
  if (/^(?:sign|caption|title|banner|label)$/.test(head) && draft.parameters.on_screen_text.length > 0)
    return { kind: 'concept', path: 'on_screen_text' };
  return sceneTarget(draft, phrase, head);
}

function sceneTarget(draft: Draft, phrase: string, head: string): Target | undefined {
  const { setting, lighting } = draft.parameters;
  const prop = propNamed(draft, phrase);
  if (prop !== undefined) return { kind: 'prop', prop };
  if (namesHeadOf(draft, setting.location, phrase)) return { kind: 'place' };
  if (namesHeadOf(draft, setting.background, phrase)) return { kind: 'background' };
  if (head !== 'light' && namesHeadOf(draft, lighting.source, phrase)) return { kind: 'light' };
  // `the lantern light`, where it is called so.
  const bare = phrase.toLowerCase().replace(/^(?:the|his|her|its|their) /, '');
  if (lighting.source !== undefined && bare === lighting.source.toLowerCase()) return { kind: 'light' };
  const path = conceptOf(phrase);
  return path === undefined ? undefined : { kind: 'concept', path };
}

/** Where in `the young man smile` the one ends who is meant, and what follows. */
export function splitAtTarget(
  draft: Draft,
  phrase: string,
): { what: string; target: Target; rest: string } | undefined {
  const words = phrase.trim().split(/\s+/);
  const starts = words.map((_, index) => words.slice(0, index + 1).join(' '));
  for (let length = 1; length < Math.min(words.length, 8); length += 1) {
    const what = starts[length - 1] ?? '';
    const last = words[length - 1] ?? '';
    if (onlyLeads(draft, last, words[length] ?? '')) continue;
    if (!endsInThing(draft, what)) continue;
    if (length + 1 < words.length && goesOn(draft, what, starts[length] ?? '')) continue;
    const target = targetOf(draft, what);
    if (target !== undefined) return { what, target, rest: words.slice(length).join(' ') };
  }
  return undefined;
}

/** `the`, and `her` before what is hers. */
function onlyLeads(draft: Draft, word: string, next: string): boolean {
  if (/^her$/i.test(word)) return endsInThing(draft, `${word} ${next}`);
  return /^(?:the|an?|his|its|their|both|all|every|each|that|this|those|these|my|our)$/i.test(word);
}

function goesOn(draft: Draft, shorter: string, longer: string): boolean {
  const last = shorter.split(' ').at(-1) ?? '';
  return conceptOf(last) === undefined && isCompound(draft, shorter, longer);
}

/** `guide dog` goes on behind `guide`. */
function isCompound(draft: Draft, shorter: string, longer: string): boolean {
  const names = [...draft.parameters.subjects.map(({ name }) => name), ...draft.parameters.setting.props];
  const tail = stems(draft, longer).slice(-2).join(' ');
  return names.some((name) => name.toLowerCase().includes(tail)) && shorter !== longer;
}

function endsInThing(draft: Draft, phrase: string): boolean {
  const last = wordsOf(phrase).at(-1) ?? '';
  if (last === '') return false;
  const alone = targetOf(draft, last);
  if (alone !== undefined) return true;
  return targetOf(draft, phrase)?.kind === 'subject' && byKind(draft, stems(draft, phrase)) !== undefined;
}
