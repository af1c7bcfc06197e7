// One double in a process of its own, so that it can be killed, and does not share the portal's processor time.
import { readFileSync } from 'node:fs';
import { ComfyUiDouble } from './comfyui-double.ts';
import { CosmosDouble } from './cosmos-double.ts';
import type { DoubleJob, DoubleJobsOptions } from './double-jobs.ts';
import type { DoubleRun, DoubleSettings, FromDouble } from './double-messages.ts';
import type { HttpDouble } from './http-double.ts';
import { LightX2vDouble } from './lightx2v-double.ts';
import { OpenAiVideoDouble } from './openai-video-double.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as DoubleSettings;
const SHORT_VIDEO = readFileSync(new URL('../../fixtures/video/short.mp4', import.meta.url));
/** Part of the encoder's remark in the stream; it stays as it is when the stream is copied. */
const REMARK = Buffer.from('Copyleft 2003-2025');
const runs = new Map<string, DoubleRun>();

const now = () => performance.timeOrigin + performance.now();

/** The prompt says what is to happen: `scene #0007 for 350 ms`. */
function promptOf(fields: Readonly<Record<string, unknown>>): string {
  return /scene #\d{4} for \d+ ms/.exec(JSON.stringify(fields))?.[0] ?? '';
}

const options: DoubleJobsOptions = {
  runMs: (fields) => Number(/for (\d+) ms/.exec(promptOf(fields))?.[1] ?? 0),
  onChange: note,
};

/** The video of a job, which bears the job's number. */
function videoOf(fields: Readonly<Record<string, unknown>>): Buffer {
  const number = /#(\d{4})/.exec(promptOf(fields))?.[1] ?? '0000';
  const video = Buffer.from(SHORT_VIDEO);
  video.write(`reelsmith job ${number}`, video.indexOf(REMARK), 'latin1');
  return video;
}

function make(): HttpDouble {
  switch (settings.kind) {
    case 'lightx2v':
      return new LightX2vDouble('current', videoOf, options);
    case 'comfyui':
      return new ComfyUiDouble(videoOf, options);
    case 'cosmos':
      return new CosmosDouble(SHORT_VIDEO, { ...options, holdMs: 20_000 });
    case 'openai':
    case 'sglang':
    case 'vllm-omni':
      return new OpenAiVideoDouble(settings.kind, videoOf, options);
  }
}

const double = make();
/** How far a run is when its sampler begins and ends; loading comes before, decoding and writing after. */
const SAMPLER = { from: 0.05, to: 0.85, steps: 20 };

function note(job: DoubleJob): void {
  const at = now();
  const run = runs.get(job.id) ?? { id: job.id, prompt: promptOf(job.fields), arrivedAt: at };
  runs.set(job.id, run);
  if (job.state === 'running') {
    run.startedAt = at;
    if (double instanceof ComfyUiDouble) tellSteps(double, job);
  } else if (job.state !== 'queued') run.endedAt = at;
  const key = double instanceof CosmosDouble ? double.keyOf(job.id) : undefined;
  if (key !== undefined) run.key = key;
  tell(run);
}

/** As ComfyUI does of its sampler. */
function tellSteps(server: ComfyUiDouble, { id, fields }: DoubleJob): void {
  const runMs = options.runMs?.(fields) ?? 0;
  for (let step = 1; step <= SAMPLER.steps; step += 1) {
    const part = SAMPLER.from + ((SAMPLER.to - SAMPLER.from) * step) / SAMPLER.steps;
    setTimeout(() => server.step(id, step, SAMPLER.steps), runMs * part);
  }
}

function tell(run: DoubleRun): void {
  process.send?.({ type: 'run', run, requests: double.requests.length } satisfies FromDouble);
}

double.onAnswer = ({ method, path }) => {
  if (method !== 'GET') return;
  const run = runs.get(/[\w-]{20,}(?=$|\/status$)/.exec(path)?.[0] ?? '');
  if (run?.endedAt === undefined || run.toldAt !== undefined) return;
  run.toldAt = now();
  tell(run);
};
process.on('disconnect', () => process.exit());
await double.start();
process.send?.({ type: 'ready', url: double.url } satisfies FromDouble);
