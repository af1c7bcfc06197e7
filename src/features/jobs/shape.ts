import type { JobRequest } from './job.types.js';

/** Jobs of one shape take about the same time on one device. */
export function shapeOf(request: Pick<JobRequest, 'engine' | 'spec'>): string {
  const { task, width, height, numFrames, steps, guidanceScale } = request.spec;
  const passes = guidanceScale > 1 ? 2 : 1;
  return `${request.engine} ${task} ${width}x${height}x${numFrames} ${steps}x${passes}`;
}
