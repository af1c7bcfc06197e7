import type { Parameters } from '../../src/features/sessions/index.ts';

/** Realistic descriptions of shots, drawn from word lists: the same for the same seed. */
export function sampleParameters(seed: number): Parameters {
  const draw = drawerOf(seed);
  const names = draw.some(
    [
      'man',
      'woman',
      'dog',
      'cat',
      'robot',
      'child',
      'horse',
      'truck',
      'astronaut',
      'fox',
      'chef',
      'drone',
      'dancer',
      'sailor',
    ],
    1,
    2,
  );
  const subjects = names.map((name) => ({
    name,
    count: draw.one([1, 1, 1, 2, 3, 5]),
    attributes: draw.some(
      ['green', 'small', 'old', 'tall', 'black', 'white', 'rusty', 'wooden', 'muddy'],
      0,
      2,
    ),
  }));
  const actions = names
    .filter(() => draw.chance(0.8))
    .map((agent) => ({
      agent,
      action: draw.one([
        'walking',
        'running',
        'dancing',
        'jumping',
        'waiting',
        'turning around',
        'moving forward',
        'waving',
      ]),
      ...(draw.chance(0.2) ? { speed: draw.one(['slow', 'fast'] as const) } : {}),
    }));
  const maybe = <Value>(chance: number, value: () => Value) => (draw.chance(chance) ? value() : undefined);
  const parameters = {
    version: 1 as const,
    subjects,
    actions,
    setting: {
      location: maybe(0.6, () =>
        draw.one([
          'busy market',
          'old library',
          'narrow street',
          'sandy beach',
          'dark forest',
          'small kitchen',
          'empty warehouse',
        ]),
      ),
      background: maybe(0.2, () => draw.one(['tall mountains', 'city skyline', 'white background'])),
      props: draw.chance(0.2)
        ? [draw.one(['red balloon', 'wooden ladder', 'blue umbrella', 'paper map'])]
        : [],
    },
    composition: { relations: [], position: undefined },
    time_of_day: maybe(0.5, () =>
      draw.one([
        'dawn',
        'morning',
        'midday',
        'golden hour',
        'sunset',
        'dusk',
        'blue hour',
        'evening',
        'night',
      ] as const),
    ),
    weather: draw.chance(0.4)
      ? [draw.one(['clear', 'cloudy', 'overcast', 'rain', 'storm', 'snow', 'fog', 'wind'] as const)]
      : [],
    lighting: {
      source: maybe(0.2, () => draw.one(['candlelight', 'neon signs', 'window light', 'moonlight'])),
      quality: maybe(0.3, () => draw.one(['soft', 'hard', 'diffused', 'volumetric', 'dramatic'])),
      direction: maybe(0.2, () => draw.one(['backlit', 'rim light', 'side light'])),
      intensity: maybe(0.1, () => draw.one(['dim', 'bright'])),
      color_temperature: maybe(0.2, () => draw.one(['warm', 'cool'])),
    },
    mood: draw.chance(0.4) ? draw.some(['serene', 'tense', 'playful', 'mysterious', 'nostalgic'], 1, 2) : [],
    palette: draw.chance(0.3) ? draw.some(['teal', 'orange', 'crimson', 'gold', 'lavender'], 1, 2) : [],
    camera: {
      shot_size: maybe(0.5, () =>
        draw.one(['close-up', 'medium shot', 'full shot', 'wide shot', 'extreme wide shot'] as const),
      ),
      angle: maybe(0.4, () =>
        draw.one(['eye level', 'low angle', 'high angle', 'overhead', 'dutch angle'] as const),
      ),
      movement: maybe(0.5, () =>
        draw.one([
          'static',
          'pan left',
          'pan right',
          'tilt up',
          'dolly in',
          'dolly out',
          'orbit',
          'tracking',
          'handheld',
          'arc',
        ] as const),
      ),
      movement_speed: undefined,
      lens: maybe(0.3, () => draw.one(['35mm', '85mm', 'anamorphic', 'fisheye', 'telephoto'])),
      depth_of_field: maybe(0.3, () => draw.one(['shallow', 'deep'] as const)),
      focus: maybe(0.1, () => draw.one(['eyes', 'hands'])),
    },
    style: {
      medium: maybe(0.3, () =>
        draw.one(['watercolour', 'oil painting', 'claymation', '16mm film', 'pixel art']),
      ),
      artistic: maybe(0.3, () =>
        draw.one(['film noir', 'cyberpunk', 'documentary', 'surreal', 'minimalist']),
      ),
      grade: maybe(0.2, () => draw.one(['black and white', 'sepia', 'teal and orange grade'])),
    },
    audio: {
      dialogue: [],
      effects: draw.chance(0.2) ? [draw.one(['waves crashing', 'distant thunder', 'footsteps'])] : [],
      ambience: maybe(0.15, () => draw.one(['city traffic ambience', 'forest ambience'])),
      music: maybe(0.2, () => draw.one(['gentle piano', 'orchestral', 'solo cello'])),
    },
    on_screen_text: [] as string[],
    timing: {
      duration_seconds: maybe(0.2, () => draw.one([4, 5, 8, 10])),
      segments: [],
      transitions: draw.chance(0.1) ? [draw.one(['fade to black', 'match cut'])] : [],
    },
    negative: [],
    technical: {},
    protected: [] as string[],
  };
  if (draw.chance(0.15)) parameters.on_screen_text = [draw.one(['OPEN 24 HOURS', 'Welcome home'])];
  parameters.protected = [...parameters.on_screen_text];
  return JSON.parse(JSON.stringify(parameters)) as Parameters;
}

interface Drawer {
  one: <Value>(values: readonly Value[]) => Value;
  some: (values: readonly string[], least: number, most: number) => string[];
  chance: (chance: number) => boolean;
}

function drawerOf(seed: number): Drawer {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const one = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
  return {
    one,
    chance: (chance) => next() < chance,
    some: (values, least, most) => {
      const rest = [...values];
      const count = least + Math.floor(next() * (most - least + 1));
      return Array.from(
        { length: count },
        () => rest.splice(Math.floor(next() * rest.length), 1)[0] as string,
      );
    },
  };
}
