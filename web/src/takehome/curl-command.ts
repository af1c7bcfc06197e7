import type { Job } from '../api/types.js';

type Wanted = Pick<
  Job,
  | 'engine'
  | 'task'
  | 'prompt'
  | 'negative_prompt'
  | 'seed'
  | 'steps'
  | 'guidance_scale'
  | 'num_frames'
  | 'fps'
  | 'width'
  | 'height'
  | 'session_id'
>;

/**
 * The command that makes a job again, for a POSIX shell. A key is named as a variable: it is never written out.
 * @param origin `http://127.0.0.1:8000`
 */
export function curlCommand(job: Wanted, { origin, hasKey }: { origin: string; hasKey: boolean }): string {
  const { engine, task, prompt, seed, steps, fps, width, height } = job;
  const body = {
    prompt,
    ...(job.negative_prompt === '' ? {} : { negative_prompt: job.negative_prompt }),
    engine,
    task,
    seed,
    steps,
    guidance_scale: job.guidance_scale,
    num_frames: job.num_frames,
    fps,
    width,
    height,
    ...(job.session_id === null ? {} : { session_id: job.session_id }),
  };
  return [
    `curl -s ${quoted(`${origin}/api/jobs`)}`,
    `-H 'content-type: application/json'`,
    ...(hasKey ? ['-H "authorization: Bearer $REELSMITH_API_KEY"'] : []),
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

/** In single quotes nothing means anything but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
