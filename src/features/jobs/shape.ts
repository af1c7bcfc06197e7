import type { JobChoice } from './job.types.js';

/** Jobs of one shape take about the same time on one device. */
export function shapeOf({ engine, spec }: JobChoice): string {
  const { task, width, height, numFrames, steps, guidanceScale } = spec;
  const passes = guidanceScale > 1 ? 2 : 1;
  return `${engine} ${task} ${width}x${height}x${numFrames} ${steps}x${passes}`;
}
