import type { GenerationSpec } from '../../src/features/engines/index.js';
import type { JobRequest, JobView } from '../../src/features/jobs/index.js';
import { newJobId } from '../../src/kernel/ids.js';

export const A_SPEC: GenerationSpec = {
  task: 'text-to-video',
  prompt: 'a red ball rolls over a table',
  negativePrompt: '',
  seed: 7,
  steps: 20,
  guidanceScale: 4,
  width: 64,
  height: 64,
  numFrames: 17,
  fps: 8,
};

export interface JobViewParts extends Omit<Partial<JobView>, 'request'> {
  request?: Partial<JobRequest>;
  spec?: Partial<GenerationSpec>;
}

/** A queued job of `local`, made at 1970-01-01T00:00:01Z, changed where the test says so. */
export function jobView({ request, spec, ...rest }: JobViewParts = {}): JobView {
  return {
    request: {
      id: newJobId(),
      owner: 'local',
      engine: 'fake',
      createdAt: 1000,
      ...request,
      spec: { ...A_SPEC, ...spec },
    },
    state: 'queued',
    attempts: [],
    artifacts: [],
    cancelRequested: false,
    starred: false,
    ...rest,
  };
}
