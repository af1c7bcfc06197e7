import { describe, expect, it } from 'vitest';
import { previewImage } from './latent-preview.js';

describe('previewImage', () => {
  it('maps each cell by the matrix, and stays within the range of colours', () => {
    const matrix = {
      weights: [
        [1, 0, 0],
        [0, 0.5, -1],
      ] as [number, number, number][],
      bias: [0, 0.25, 0.5] as [number, number, number],
    };
    // Channel by channel; two cells.
    const frame = Float32Array.of(0.2, 2, 0.5, -0.5);
    const image = previewImage(frame, { channels: 2, frames: 1, height: 1, width: 2 }, matrix);
    expect([...image]).toEqual([51, 128, 0, 255, 0, 255]);
  });
});
