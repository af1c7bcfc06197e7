import { z } from 'zod';

const time = z.iso.datetime().transform((text) => Date.parse(text));

const attempt = z.object({
  number: z.number(),
  device: z.string(),
  started_at: time,
  generated_at: time.nullable(),
  ended_at: time.nullable(),
  problem: z.object({ reason: z.string(), message: z.string() }).nullable(),
});

const job = z.object({
  id: z.string(),
  state: z.string(),
  prompt: z.string(),
  created_at: time,
  finished_at: time.nullable(),
  attempts: z.array(attempt),
  artifacts: z.array(z.object({ role: z.string(), sha256: z.string() })),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  video_url: z.string().nullable(),
});
export type JobAnswer = z.output<typeof job>;

const REQUEST_MS = 20_000;

/** The portal answered, and not with what was asked for. */
export class RefusedError extends Error {}

async function ask(url: string, body?: unknown): Promise<Response> {
  const answer = await fetch(url, {
    signal: AbortSignal.timeout(REQUEST_MS),
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!answer.ok)
    throw new RefusedError(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return answer;
}

/** Submits up to 8 prompts under a key, so that it may be asked again whatever became of the answer. */
export async function submitBatch(url: string, prompts: readonly string[], key: string): Promise<void> {
  const answer = await fetch(`${url}/api/video/batch_inference`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ prompts }),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  if (!answer.ok) throw new RefusedError(`a batch was answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

export async function listJobs(url: string): Promise<JobAnswer[]> {
  const answer = await ask(`${url}/api/jobs?limit=200`);
  return z.object({ items: z.array(job) }).parse(await answer.json()).items;
}

export async function isRecovering(url: string): Promise<boolean> {
  const answer = await ask(`${url}/health`);
  return z.object({ recovering: z.boolean() }).parse(await answer.json()).recovering;
}

export async function downloadVideo(url: string): Promise<Buffer> {
  return Buffer.from(await (await ask(url)).arrayBuffer());
}
