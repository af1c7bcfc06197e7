import type { Job } from '../api/types.js';
import { duration } from '../text/format.js';

export interface Difference {
  name: string;
  left: string;
  right: string;
}

type Described = Pick<
  Job,
  | 'engine'
  | 'seed'
  | 'steps'
  | 'guidance_scale'
  | 'num_frames'
  | 'fps'
  | 'width'
  | 'height'
  | 'negative_prompt'
  | 'device'
  | 'run_seconds'
>;

const said = (text: string | null) => (text === null || text === '' ? 'none' : text);

const ROWS: readonly { name: string; valueOf: (job: Described) => string }[] = [
  { name: 'Engine', valueOf: ({ engine }) => engine },
  { name: 'Seed', valueOf: ({ seed }) => String(seed) },
  { name: 'Size', valueOf: ({ width, height }) => `${width} × ${height}` },
  { name: 'Frames', valueOf: ({ num_frames: frames }) => String(frames) },
  { name: 'Frames a second', valueOf: ({ fps }) => String(fps) },
  { name: 'Steps', valueOf: ({ steps }) => String(steps) },
  { name: 'Guidance', valueOf: ({ guidance_scale: guidance }) => String(guidance) },
  { name: 'Must not be seen', valueOf: ({ negative_prompt: negative }) => said(negative) },
  { name: 'Device', valueOf: ({ device }) => said(device) },
  {
    name: 'Run time',
    valueOf: ({ run_seconds: seconds }) => (seconds === null ? 'unknown' : duration(seconds)),
  },
];

/** In what two jobs differ beside their words. */
export function differencesOf(left: Described, right: Described): Difference[] {
  return ROWS.map(({ name, valueOf }) => ({ name, left: valueOf(left), right: valueOf(right) })).filter(
    (row) => row.left !== row.right,
  );
}
