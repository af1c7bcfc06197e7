import { describe, expect, it } from 'vitest';
import { MediaError, type VideoMetadata } from './media.types.js';
import { fromTags, titleOf, toTags } from './video-tags.js';

const metadata: VideoMetadata = {
  prompt: 'a "red"\nball <b>&amp;</b> 😀 \u0000 \ud800',
  negative_prompt: '\\',
  seed: 4_294_967_295,
  steps: 16,
  guidance_scale: 4.5,
  width: 96,
  height: 96,
  num_frames: 17,
  fps: 8,
  model: 'tiny-world 1',
  engine: 'onnx',
};

describe('tags', () => {
  it('give back exactly what was put in', () => {
    expect(fromTags(toTags(metadata))).toEqual(metadata);
  });

  it.each([{}, { comment: 'nice video' }, { comment: '{"prompt":1}' }])(
    'of another origin are refused: %j',
    (tags) => {
      expect(() => fromTags(tags)).toThrow(MediaError);
    },
  );
});

describe('titleOf', () => {
  it('is one line without control characters', () => {
    expect(titleOf(metadata.prompt)).toBe('a "red" ball <b>&amp;</b> 😀 \ufffd');
  });

  it('is cut between characters', () => {
    const title = titleOf('😀'.repeat(150));
    expect(title).toBe(`${'😀'.repeat(99)}…`);
  });
});
