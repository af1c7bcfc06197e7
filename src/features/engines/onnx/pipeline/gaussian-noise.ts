/**
 * Starting noise. Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), a
 * counter-based generator with published test vectors, and the Box-Muller transform. Value `4 i + lane` depends only
 * on the seed and on `i`: key = (seed, 0), counter = (i, 0, 0, 0).
 *
 * This is a promise to users: the same seed gives the same noise in every later version. Do not change it.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/** The upper 32 bits of a product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** Ten rounds of Philox, in place. `counter` has four words, `key` two; all unsigned 32-bit. */
export function philox(counter: Uint32Array, key: readonly [number, number]): void {
  let [key0, key1] = key;
  for (let round = 0; round < ROUNDS; round += 1) {
    const c0 = counter[0] as number;
    const c2 = counter[2] as number;
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    counter[0] = high1 ^ (counter[1] as number) ^ key0;
    counter[1] = Math.imul(MULTIPLIER_1, c2);
    counter[2] = high0 ^ (counter[3] as number) ^ key1;
    counter[3] = Math.imul(MULTIPLIER_0, c0);
    key0 = (key0 + WEYL_0) >>> 0;
    key1 = (key1 + WEYL_1) >>> 0;
  }
}

/** Strictly between 0 and 1, so that its logarithm is finite. */
function unit(word: number): number {
  return (word + 0.5) / 0x1_0000_0000;
}

/**
 * @param seed 0..2^32-1
 * @returns `count` values of the standard normal distribution
 */
export function gaussianNoise(seed: number, count: number): Float32Array {
  const noise = new Float32Array(count);
  const words = new Uint32Array(4);
  for (let i = 0; i * 4 < count; i += 1) {
    words[0] = i;
    words[1] = 0;
    words[2] = 0;
    words[3] = 0;
    philox(words, [seed >>> 0, 0]);
    for (let pair = 0; pair < 2; pair += 1) {
      const radius = Math.sqrt(-2 * Math.log(unit(words[2 * pair] as number)));
      const angle = 2 * Math.PI * unit(words[2 * pair + 1] as number);
      const at = 4 * i + 2 * pair;
      // Writes past the end of a typed array are dropped, which is what a count not divisible by 4 needs.
      noise[at] = radius * Math.cos(angle);
      noise[at + 1] = radius * Math.sin(angle);
    }
  }
  return noise;
}
