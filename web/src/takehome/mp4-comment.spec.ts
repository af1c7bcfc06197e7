import { describe, expect, it } from 'vitest';
import { mp4Comment as sut } from './mp4-comment.js';
import { recipeIn } from './video-recipe.js';

const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const inside = joined(...content);
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, inside.length + 8);
  return joined(new Uint8Array(head.buffer).slice(0, 4), latin(type), inside);
}

function video(comment: string): Uint8Array {
  const data = box('data', new Uint8Array(8), new TextEncoder().encode(comment));
  const ilst = box('ilst', box('©nam', box('data', new Uint8Array(8))), box('©cmt', data));
  const meta = box('meta', new Uint8Array(4), box('hdlr', new Uint8Array(25)), ilst);
  return joined(
    box('ftyp', latin('isom')),
    box('mdat', new Uint8Array(5000)),
    box('moov', box('mvhd'), box('udta', meta)),
  );
}

const blob = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);

describe('mp4Comment', () => {
  it('finds the comment behind the pictures', async () => {
    expect(await sut(blob(video('{"prompt":"قطة 🐈"}')))).toBe('{"prompt":"قطة 🐈"}');
  });

  it('finds none in other files, and in broken ones at any byte', async () => {
    const whole = video('{}');
    for (const bytes of [
      new Uint8Array(),
      latin('RIFF1234AVI '),
      new Uint8Array(100),
      new Uint8Array(64).fill(255),
    ])
      expect(await sut(blob(bytes))).toBeUndefined();
    for (let length = 0; length < whole.length; length += 7)
      expect(await sut(blob(whole.slice(0, length)))).toBeUndefined();
  });

  it('survives any byte being another', async () => {
    const whole = video('{"prompt":"a"}');
    for (let at = 0; at < whole.length; at += 1) {
      if (at > 40 && at < 4900) continue;
      const broken = whole.slice();
      broken[at] = (broken[at] ?? 0) ^ 255;
      await expect(sut(blob(broken)).then((text) => typeof text)).resolves.toMatch(/^(string|undefined)$/);
    }
  });
});

describe('recipeIn', () => {
  const recipe = {
    prompt: 'a cat',
    negative_prompt: '',
    seed: 7,
    steps: 4,
    guidance_scale: 1.5,
    width: 64,
    height: 96,
    num_frames: 8,
    fps: 12,
    model: 'tiny',
    engine: 'onnx',
  };

  it('reads what the portal writes', () => {
    expect(recipeIn(JSON.stringify(recipe))).toEqual(recipe);
  });

  it.each([undefined, '', '{', '[]', 'null', '{"prompt":7}', JSON.stringify({ ...recipe, seed: '7' })])(
    'takes %j for no video of ours',
    (comment) => {
      expect(recipeIn(comment)).toBeUndefined();
    },
  );
});
