const f32 = Math.fround;

/** One step of Euler's method, in place: `latents += length * prediction`. */
export function eulerStep(latents: Float32Array, prediction: Float32Array, length: number): void {
  for (let i = 0; i < latents.length; i += 1) {
    latents[i] = f32((latents[i] as number) + f32(length * (prediction[i] as number)));
  }
}

/**
 * The same with classifier-free guidance. `predictions` holds what the prompt gave, then what the negative prompt
 * gave: `latents += length * (negative + scale * (positive - negative))`.
 */
export function guidedEulerStep(
  latents: Float32Array,
  predictions: Float32Array,
  scale: number,
  length: number,
): void {
  const count = latents.length;
  const guidance = f32(scale);
  for (let i = 0; i < count; i += 1) {
    const negative = predictions[count + i] as number;
    const difference = f32((predictions[i] as number) - negative);
    const guided = f32(negative + f32(guidance * difference));
    latents[i] = f32((latents[i] as number) + f32(length * guided));
  }
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

/** False if a value is NaN or infinite: the network is broken, and no picture may be made of it. */
export function isFinite32(values: Float32Array): boolean {
  let sum = 0;
  // x * 0 is 0 for every finite x and NaN for all others.
  for (let i = 0; i < values.length; i += 1) sum += (values[i] as number) * 0;
  return sum === 0;
}
