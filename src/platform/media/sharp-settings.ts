import sharp from 'sharp';

/** For processes of their own, beside others that need the processor and the memory. */
export function restrainSharp(): void {
  sharp.concurrency(1);
  sharp.cache(false);
}
