import type { FieldPath } from '../../../sessions/index.js';
import { CAMERA_ANGLES, CAMERA_MOVEMENTS, SHOT_SIZES, TIMES_OF_DAY } from '../../../sessions/index.js';

/** What a phrase says: a value of a field. */
export interface Meaning {
  path: FieldPath;
  value: string;
  /** A further thing that the same words say: `moonlit` is night, and moonlight. */
  also?: readonly Meaning[];
}

type Synonyms = Partial<Record<string, string>>;

const SHOT_WORDS: Synonyms = {
  'extreme close-up':
    'extreme closeup,extreme close up shot,extreme close-up shot,macro shot,macro close-up,macro view,ecu,big close-up,ultra close-up,super close-up,very close shot,macro footage',
  'close-up':
    'closeup,close up,close up shot,close-up shot,closeup shot,close up view,close-up view,tight shot,tight framing,tight close-up,cu shot,close shot,headshot,head shot,face shot,tight close up',
  'medium close-up':
    'medium closeup,medium close up shot,medium close-up shot,head and shoulders,head-and-shoulders shot,head and shoulders shot,bust shot,mcu,chest-up shot,chest up,from the chest up',
  'medium shot':
    'mid shot,midshot,mid-shot,waist-up shot,waist up,from the waist up,waist shot,half-body shot,half body shot,medium view,medium framing,mid-range shot,medium two-shot',
  'cowboy shot':
    'american shot,from the thighs up,thighs up,mid-thigh shot,from mid-thigh up,thigh-up shot,from the knees up,knee-up shot,medium full shot,medium long shot',
  'full shot':
    'full body shot,full-body shot,full body,full-body,full-length shot,full length shot,full-length,head to toe,head-to-toe,head to toe shot,full-figure shot,full body view,full figure',
  'wide shot':
    'long shot,wide view,wide angle shot,wide-angle shot,wide framing,wide frame,wide angle view,wide-angle view,wideshot,ws,broad view,wide full shot,wide tracking shot,wide aerial shot,wide static shot',
  'extreme wide shot':
    'establishing shot,very wide shot,extreme long shot,ultra wide shot,ultra-wide shot,super wide shot,extreme wide,ews,wide establishing shot,vista shot,very long shot,panoramic shot,extreme wide view,extremely wide shot,establishing view',
};

const ANGLE_WORDS: Synonyms = {
  'eye level':
    'at eye level,eye-level shot,eye-level,eye level shot,eye-level angle,eye level angle,eye-level view,straight-on angle,straight on,head-on angle,neutral angle,from eye level',
  'low angle':
    "from a low angle,low-angle shot,low angle shot,low angle view,low-angle view,low-angle,from below,worm's-eye view,worms eye view,worm's eye view,worm's-eye,from ground level,ground-level shot,ground level,ground-level,looking up from below,upward angle,shot from below,seen from below,low camera angle,very low angle,from a very low angle,viewed from below,low camera,from the ground looking up,worm's eye",
  'high angle':
    'from a high angle,high-angle shot,high angle shot,high-angle view,high angle view,high-angle,from above,downward angle,shot from above,seen from above,viewed from above,looking down from above,high camera angle,elevated angle,elevated view,from high above,looking down on',
  overhead:
    'overhead shot,overhead view,overhead angle,overhead camera,top-down,top down,top-down shot,top-down view,top down view,top down shot,from directly above,directly above,flat lay,flat-lay,flatlay,from overhead,straight down,top view,from straight above,directly overhead,from directly overhead,looking straight down,seen from directly above,shot from directly above,viewed from directly above',
  "bird's-eye view":
    "bird's eye view,birds eye view,bird's-eye,bird's eye,birds-eye view,bird's-eye shot,bird's eye shot,bird's-eye angle,birds-eye,from a bird's-eye view,in bird's-eye view,bird eye view,god's eye view,bird's-eye perspective,bird's eye perspective",
  'dutch angle':
    'dutch tilt,dutch-angle,dutch angle shot,dutch-angle shot,canted angle,canted frame,canted shot,tilted frame,tilted angle,tilted horizon,oblique angle,slanted angle,crooked angle,canted,dutch',
  'over-the-shoulder':
    'over the shoulder,over-the-shoulder shot,over the shoulder shot,over-shoulder shot,over shoulder,over-the-shoulder view,over the shoulder view,ots shot,ots,over his shoulder,over her shoulder,from over the shoulder',
  'point of view':
    'pov,pov shot,point-of-view,point-of-view shot,point of view shot,first-person,first person,first-person view,first person view,first-person pov,first-person perspective,first person perspective,egocentric,egocentric view,ego-centric,fpv,fpv shot,fpv view,subjective camera,subjective shot,through the eyes of,in first person,in first-person,from the point of view of,from the perspective of,pov of,egocentric shot,egocentric video,egocentric camera',
};

const TIME_WORDS: Synonyms = {
  dawn: 'daybreak,first light,break of day,crack of dawn,break of dawn,at the crack of dawn,pre-dawn,predawn',
  sunrise: 'sun-up,sunup,rising sun,sun rises,sun is rising,sun rising,as the sun rises,sunrise sky',
  morning: 'early morning,mid-morning,midmorning,late morning,mornings,in the morning,this morning',
  midday: 'noon,noontime,high noon,mid-day,noonday,at noon',
  afternoon: 'late afternoon,mid-afternoon,early afternoon,midafternoon,in the afternoon',
  'golden hour': 'magic hour,golden-hour,goldenhour,at golden hour',
  sunset: 'sundown,setting sun,sun sets,sun is setting,sun setting,sun-set,as the sun sets,sun goes down',
  dusk: 'twilight,nightfall,gloaming,at nightfall',
  'blue hour': 'blue-hour',
  evening: 'early evening,late evening,evenings,in the evening',
  night:
    'nighttime,night-time,late night,nights,late at night,at night,in the dead of night,dead of night,starry sky,starry night,night sky,starlit,star-filled sky,starry skies,nocturnal,moonlit night,tonight,after dark,middle of the night,overnight',
  midnight: 'at midnight,midnight hour',
};

/** Said with more than one word of weather, or with words that belong to a place and leave it. */
const WEATHER_WORDS: Record<string, string> = {
  clear:
    'sunny,cloudless,cloudless sky,clear sky,clear skies,clear blue sky,clear blue skies,blue sky,blue skies,bright blue sky,clear weather,fair weather,sunshine,clear day,clear night,sunny day,clear night sky,clear starry sky',
  cloudy:
    'partly cloudy,clouds,cloudy sky,cloudy skies,cloudy day,cloudy weather,cloud-covered,cloud-filled,cloud cover,drifting clouds,scattered clouds,puffy clouds,fluffy clouds,white clouds,storm-free clouds',
  overcast:
    'grey sky,gray sky,grey skies,gray skies,overcast sky,overcast skies,overcast day,overcast weather,leaden sky,dull sky,leaden skies',
  rain: 'rainy,raining,rains,rainfall,drizzle,drizzling,drizzly,downpour,rain-soaked,rainsoaked,rain-slicked,rain-slick,rainswept,rain-swept,rain-drenched,pouring rain,heavy rain,light rain,raindrops,monsoon,rain shower,rain showers,in the rain,rainstorm,rain falls,rain falling,falling rain,rain pours,rain pouring,rain-washed,freezing rain,gentle rain,steady rain,soft rain,torrential rain,driving rain,rainy day,rainy weather,summer rain,cold rain',
  storm:
    'stormy,thunderstorm,thunderstorms,storms,lightning,lightning storm,tempest,hurricane,tornado,typhoon,cyclone,sandstorm,dust storm,storm clouds,stormy weather,stormy sky,stormy skies,thundery,squall,hailstorm,dark storm clouds,electrical storm,ice storm,thunderclouds,raging storm',
  snow: 'snowy,snowing,snows,snowfall,snowflakes,snow flurries,flurries,light snow,heavy snow,falling snow,snow falls,snow falling,snow is falling,fresh snow falling,sleet,in the snow,snow-swept,snowflakes falling,gentle snow,gentle snowfall,snowy weather,snow drifting down,light snowfall,heavy snowfall',
  fog: 'foggy,fog-shrouded,fogbound,mist,misty,haze,hazy,mist-covered,mist-shrouded,smog,smoggy,morning mist,thick fog,dense fog,light fog,low fog,morning fog,rolling fog,in the fog,fog rolls,rolling mist,drifting fog,drifting mist,fog-filled,light mist,thin mist,thick mist,fog-covered,light haze,dense mist',
  wind: 'windy,winds,breeze,breezy,gust,gusts,gusty,windswept,wind-swept,windblown,wind-blown,strong wind,strong winds,gentle breeze,light breeze,gale,blustery,in the wind,in the breeze,blowing wind,wind blows,wind blowing,sea breeze,soft breeze,gusts of wind,gust of wind,heavy wind,howling wind,high winds,light wind,cool breeze',
};

function expand(path: FieldPath, values: readonly string[], words: Synonyms): [string, Meaning][] {
  return values.flatMap((value) =>
    [value, ...(words[value]?.split(',') ?? [])].map((phrase): [string, Meaning] => [
      phrase,
      { path, value },
    ]),
  );
}

const say = (path: FieldPath, value: string, also?: readonly Meaning[]): Meaning => ({
  path,
  value,
  ...(also === undefined ? {} : { also }),
});

const NIGHT = say('time_of_day', 'night');
const COMBINED: [string, Meaning][] = [
  ['blizzard', say('weather', 'snow', [say('weather', 'storm')])],
  ['snowstorm', say('weather', 'snow', [say('weather', 'storm')])],
  ['moonlit', say('lighting.source', 'moonlight', [NIGHT])],
  ['moonlit night', say('lighting.source', 'moonlight', [NIGHT])],
  ['sunlit', say('lighting.source', 'sunlight')],
  ['sun-drenched', say('lighting.source', 'sunlight')],
  ['sun-dappled', say('lighting.source', 'sunlight', [say('lighting.quality', 'dappled')])],
  ['candlelit', say('lighting.source', 'candlelight')],
  ['candle-lit', say('lighting.source', 'candlelight')],
  ['torchlit', say('lighting.source', 'torchlight')],
  ['torch-lit', say('lighting.source', 'torchlight')],
  ['firelit', say('lighting.source', 'firelight')],
  ['lamplit', say('lighting.source', 'lamplight')],
  ['lantern-lit', say('lighting.source', 'lantern')],
  ['neon-lit', say('lighting.source', 'neon')],
  ['neon-soaked', say('lighting.source', 'neon')],
  ['neon-drenched', say('lighting.source', 'neon')],
  ['dimly lit', say('lighting.intensity', 'dim')],
  ['dimly-lit', say('lighting.intensity', 'dim')],
  ['poorly lit', say('lighting.intensity', 'dim')],
  ['low-lit', say('lighting.intensity', 'dim')],
  ['brightly lit', say('lighting.intensity', 'bright')],
  ['brightly-lit', say('lighting.intensity', 'bright')],
  ['well lit', say('lighting.intensity', 'bright')],
  ['well-lit', say('lighting.intensity', 'bright')],
  ['softly lit', say('lighting.quality', 'soft')],
  ['warmly lit', say('lighting.color_temperature', 'warm')],
  ['dramatically lit', say('lighting.quality', 'dramatic')],
];

const WEATHER_ENTRIES = Object.entries(WEATHER_WORDS).flatMap(([value, words]) =>
  [...words.split(','), ...(value === 'clear' ? [] : [value])].map((phrase): [string, Meaning] => [
    phrase,
    say('weather', value),
  ]),
);

/** Everything that reads the same wherever it stands, apart from the camera's movements. */
export const TERMS: readonly [phrase: string, meaning: Meaning][] = [
  ...expand('camera.shot_size', SHOT_SIZES, SHOT_WORDS),
  ...expand('camera.angle', CAMERA_ANGLES, ANGLE_WORDS),
  ...expand('time_of_day', TIMES_OF_DAY, TIME_WORDS),
  ...WEATHER_ENTRIES,
  ...COMBINED,
];

/** Values that the vocabulary of movements has, by what a camera is said to do. */
export const MOVEMENT_NAMES = CAMERA_MOVEMENTS;
