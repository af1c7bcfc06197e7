import { emptyParameters } from '../../sessions/index.js';
import { fieldsNamedBy, update } from './editing/update.js';
import { enhance } from './enhancing/enhance.js';
import { extract } from './reading/extract.js';
import type { Language } from './text/language.js';
import { vary } from './varying/vary.js';

/** Of many kinds, so that most rules have something to find. */
const PROMPTS = [
  'two small dogs and an old man in a red coat run slowly through a rainy street at night, wide shot, the camera pans left, soft neon light, no people, a sign reading "OPEN"',
  'A tired nurse in blue scrubs sits on a wooden bench beside a fountain and slowly drinks tea. Behind her, three pigeons peck at crumbs while a tram passes. The camera dollies in from a low angle, 50mm lens, shallow depth of field, focus on her hands. Soft morning light from the left, a calm and hopeful mood, palette of teal and cream. She says "Almost home." Birdsong, distant traffic, gentle piano music. Shot on 35mm film in the style of Wes Anderson, 24 fps, 16:9.',
  '[0-3s] Maria opens the door. [3-6s] a crane shot over Lisbon in heavy fog; cold blue tones, film noir, 5600K, 8 second clip, without text or logos. Negative prompt: blur, watermark',
  'a cat walks on the beach at sunset',
];

/** Of every form that a wish may have. */
const REQUESTS = [
  'swap the dogs for two cats, make it dawn',
  'please change the red coat to a green cape and remove the rain',
  'add three balloons to the left of the man',
  'no music, but keep the sound of the wind',
  'slower dolly in, from a low angle',
  'two cats instead of one',
  'the sign should read "CLOSED" instead',
  'give him a hat and let it snow',
  'put the dog on a bench next to the man',
  'I would rather see a horse than a dog',
  'the man is sad and wears a black suit',
  'the dogs should be barking, not running',
  'it could use more fog; a stormy evening would be nice',
  'too dark: brighten it up and use warmer light',
  "I don't like the coat, it doesn't fit. Could we have a scarf?",
  'set it in a quiet library with a 1970s look, teal and orange palette',
  'the man should say "Good night." and the rain should stop',
  'turn the dog into a fox, half as long',
  'rename the man to Anton; nobody else',
  'wide shot -> close-up, handheld',
];

/** The engine compiles a pattern anew for texts with characters beyond Latin ones. */
const BEYOND_LATIN = ' \u2014 \u{1F3AC}';

/** And again the second time that it is used. */
const ROUNDS = 2;

/**
 * Lets the engine compile the rules before the first prompt waits for them: together that takes a hundred times as long
 * as an update.
 * @param longest milliseconds, after which a busy machine goes on without the rest
 */
export function warmUp(language: Language, longest: number): void {
  const end = performance.now() + longest;
  const isLate = () => performance.now() > end;
  for (let round = 0; round < ROUNDS; round += 1)
    for (const mark of ['', BEYOND_LATIN])
      warmUpOnce(language, (text) => `${text}${mark}${' '.repeat(round)}`, isLate);
}

/** @param other makes another text of each, so that none comes back as it was read before */
function warmUpOnce(language: Language, other: (text: string) => string, isLate: () => boolean): void {
  const all = PROMPTS.map((text) => {
    const prompt = other(text);
    const { parameters } = extract(prompt, language);
    enhance(prompt, language);
    const task = { parameters, count: 2, fields: [], locks: [], protectedTexts: [], seed: 1 };
    vary({ prompts: [prompt], ...task }, language);
    return { prompt, parameters };
  });
  const { prompt, parameters } = all[0] ?? { prompt: '', parameters: emptyParameters() };
  for (const request of REQUESTS.map(other)) {
    if (isLate()) return;
    fieldsNamedBy(request, parameters, language);
    update({ prompt, parameters, locks: [], protectedTexts: [], request }, language);
  }
}
