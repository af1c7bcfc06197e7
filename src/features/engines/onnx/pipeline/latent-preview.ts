import type { LatentRgb } from '../model/model.schema.js';
import type { LatentShape } from './networks.js';

/**
 * About what a latent frame will look like, one pixel a cell, as RGB with 8 bits a channel: the model folder's linear map
 * instead of the decoder.
 * @param frame [channels, height, width], normalised
 */
export function previewImage(
  frame: Float32Array,
  { channels, height, width }: LatentShape,
  { weights, bias }: LatentRgb,
): Uint8Array {
  const cells = height * width;
  const rgb = new Uint8Array(cells * 3);
  for (let cell = 0; cell < cells; cell += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      let value = bias[colour] ?? 0;
      for (let channel = 0; channel < channels; channel += 1)
        value += (weights[channel]?.[colour] ?? 0) * (frame[channel * cells + cell] as number);
      rgb[cell * 3 + colour] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  return rgb;
}
