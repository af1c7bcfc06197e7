const f32 = Math.fround;

/** One step of Euler's method, in place: `latents += length * prediction`. */
export function eulerStep(latents: Float32Array, prediction: Float32Array, length: number): void {
  for (let i = 0; i < latents.length; i += 1) {
    latents[i] = f32((latents[i] as number) + f32(length * (prediction[i] as number)));
  }
}

/**
 * Classifier-free guidance. `predictions` holds what the prompt gave, then what the negative prompt gave; its first half
 * becomes `negative + scale * (positive - negative)`.
 */
export function guide(predictions: Float32Array, scale: number): void {
  const count = predictions.length / 2;
  const guidance = f32(scale);
  for (let i = 0; i < count; i += 1) {
    const negative = predictions[count + i] as number;
    const difference = f32((predictions[i] as number) - negative);
    predictions[i] = f32(negative + f32(guidance * difference));
  }
}

/** What a flow model expects noisy latents to become: `latents - sigma * prediction`. */
export function predictedClean(latents: Float32Array, prediction: Float32Array, sigma: number): Float32Array {
  return latents.map((value, i) => value - sigma * (prediction[i] as number));
}

/** From the transformer's scale to the decoder's, channel by channel: `z / (1 / std) + mean`, in place. */
export function denormalise(latents: Float32Array, mean: readonly number[], std: readonly number[]): void {
  const plane = latents.length / mean.length;
  for (let channel = 0; channel < mean.length; channel += 1) {
    const inverse = f32(1 / f32(std[channel] ?? 1));
    const shift = f32(mean[channel] ?? 0);
    const end = (channel + 1) * plane;
    for (let i = channel * plane; i < end; i += 1)
      latents[i] = f32(f32((latents[i] as number) / inverse) + shift);
  }
}

/** The way back: `(z - mean) * (1 / std)`, in place. */
export function normalise(latents: Float32Array, mean: readonly number[], std: readonly number[]): void {
  const plane = latents.length / mean.length;
  for (let channel = 0; channel < mean.length; channel += 1) {
    const inverse = f32(1 / f32(std[channel] ?? 1));
    const shift = f32(mean[channel] ?? 0);
    const end = (channel + 1) * plane;
    for (let i = channel * plane; i < end; i += 1)
      latents[i] = f32(f32((latents[i] as number) - shift) * inverse);
  }
}

/** False if a value is NaN or infinite: the network is broken, and no picture may be made of it. */
export function isFinite32(values: Float32Array): boolean {
  let sum = 0;
  // x * 0 is 0 for every finite x and NaN for all others.
  for (let i = 0; i < values.length; i += 1) sum += (values[i] as number) * 0;
  return sum === 0;
}
