import { type Template, templateContentSchema } from './template.schema.js';

const text = (name: string, description: string, standard?: string) => ({
  type: 'text',
  name,
  description,
  ...(standard === undefined ? {} : { default: standard }),
});
const choice = (name: string, choices: string[]) => ({ type: 'choice', name, choices, default: choices[0] });

const SHIPPED = [
  {
    id: 'product-shot',
    name: 'Product shot',
    description: 'One product on a clean set, for shops and advertisements',
    text: 'A close-up of {{product}} on {{surface}}, {{background}} background, soft studio lighting with a gentle rim light. The camera {{movement}}. Sharp focus on the product, shallow depth of field. {{prompt}}',
    negative: 'hands, people, watermark, clutter',
    slots: [
      text('product', 'What is shown, with its colour and material'),
      text('surface', 'What it stands on', 'a matte stone pedestal'),
      choice('background', ['seamless white', 'seamless dark grey', 'warm beige gradient']),
      choice('movement', ['slowly orbits the product', 'slowly pushes in', 'remains static']),
    ],
  },
  {
    id: 'robot-manipulation',
    name: 'Robot manipulation',
    description: 'Synthetic data: a robot arm handles objects on a table',
    text: 'A {{robot}} {{task}} on a {{surface}} in a {{place}}. {{count}} objects lie on the table. The gripper moves smoothly, contacts are physically plausible, and the objects keep their shape. Static camera, {{view}}, even lighting, photorealistic. {{prompt}}',
    negative: 'people, motion blur, deformed gripper, objects passing through each other',
    slots: [
      text('task', 'In the -ing form: picking up a red cube and placing it in a box'),
      text('robot', 'The arm', 'six-axis robot arm with a parallel gripper'),
      text('surface', 'What it works on', 'white table'),
      text('place', 'Where', 'bright laboratory'),
      { type: 'number', name: 'count', description: 'Objects on the table', min: 1, max: 20, default: 3 },
      choice('view', ['front view at eye level', 'overhead view', 'view from the wrist of the robot']),
    ],
  },
  {
    id: 'driving-scene',
    name: 'Driving scene',
    description: 'Synthetic data: what the front camera of a car sees',
    text: 'Dashcam view from a car driving along a {{road}} at {{time}}, {{weather}}. {{event}}. Realistic traffic, correct lane markings, stable forward motion, wide-angle lens. {{prompt}}',
    negative: 'dashboard reflections, text overlay, distorted vehicles',
    slots: [
      text('event', 'What happens: a cyclist crosses from the right'),
      text('road', 'The kind of road', 'two-lane city street'),
      choice('time', ['midday', 'dawn', 'dusk', 'night']),
      choice('weather', ['clear sky', 'light rain', 'heavy rain', 'fog', 'falling snow']),
    ],
  },
  {
    id: 'talking-portrait',
    name: 'Talking portrait',
    description: 'A person speaks to the camera',
    text: 'A medium close-up of {{person}} looking into the camera in {{place}}, speaking calmly with natural lip movement and small gestures. The person says, "{{line}}" Soft key light from the side, eye level, static camera. {{prompt}}',
    negative: 'subtitles, extra people, distorted mouth',
    slots: [
      text('person', 'Who speaks'),
      text('line', 'The words, exactly'),
      text('place', 'Where', 'a quiet living room'),
    ],
  },
  {
    id: 'nature-timelapse',
    name: 'Nature timelapse',
    description: 'Hours of a landscape in seconds',
    text: 'Timelapse of {{landscape}} from {{from}} to {{to}}. Clouds drift quickly, light and shadows move across the scene. Extreme wide shot, static camera, deep depth of field. {{prompt}}',
    negative: 'people, vehicles, flicker, camera shake',
    slots: [
      text('landscape', 'What is seen'),
      choice('from', ['dawn', 'midday', 'sunset']),
      { ...choice('to', ['dusk', 'midday', 'night']), default: 'dusk' },
    ],
  },
  {
    id: 'film-noir',
    name: 'Film noir',
    kind: 'style',
    description: 'High contrast black and white of the 1940s',
    text: '{{prompt}} Film noir style, black and white, hard side lighting, deep shadows, high contrast, {{mood}} mood.',
    slots: [choice('mood', ['tense', 'melancholic', 'mysterious'])],
  },
  {
    id: 'golden-hour',
    name: 'Golden hour',
    kind: 'style',
    description: 'Warm, low sun',
    text: '{{prompt}} Golden hour, warm low sunlight, long soft shadows, gentle lens flare, palette of amber and soft orange.',
  },
  {
    id: 'watercolour',
    name: 'Watercolour',
    kind: 'style',
    description: 'A painting that moves',
    text: '{{prompt}} Watercolour painting style, visible paper texture, soft bleeding edges, {{palette}} palette.',
    slots: [text('palette', 'Its colours', 'muted pastel')],
  },
];

/** Ready-made templates, which nobody can change. */
export const SHIPPED_TEMPLATES: readonly Template[] = SHIPPED.map(({ id, ...content }) => ({
  ...templateContentSchema.parse(content),
  id,
  revision: 0,
  isShipped: true,
  createdAt: null,
  updatedAt: null,
}));
