import { expect } from 'vitest';
import type { FacadePortal } from './facade-portal.js';
import type { SimulatedRun } from './simulated-engine.js';

/** Each result is looked into by a process of its own, which takes a moment to start. */
export const PATIENCE = { timeout: 30_000, interval: 20 };

/** One grey pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

export interface JobStatus {
  job_id: string;
  status: string;
  message: string;
  output_path?: string;
  created_at: string;
  updated_at: string;
}

/** What clients of Wan2.1 Video Server do, and what a test does with the runs behind it. */
export function wanServerClient(sut: () => FacadePortal) {
  const generate = (fields: object, kind = 'text-to-video') =>
    sut().post<{ job_id: string; error?: string }>(`/api/v1/generate/${kind}`, fields);
  const upload = (kind: string, parts: [name: string, value: string | Blob, fileName?: string][]) => {
    const body = new FormData();
    for (const [name, value, fileName] of parts) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, value, fileName ?? 'file');
    }
    return sut().send<{ job_id: string; error?: string }>(`/api/v1/generate/${kind}`, {
      method: 'POST',
      body,
    });
  };
  const submit = async (fields: object = {}): Promise<string> => {
    const { status, body } = await generate({ prompt: 'a red ball', ...fields });
    expect([status, body.error]).toEqual([202, undefined]);
    return body.job_id;
  };
  const job = async (id: string) => (await sut().send<JobStatus>(`/api/v1/job/${id}`)).body;
  const becomes = (id: string, word: string) =>
    expect.poll(async () => (await job(id)).status, PATIENCE).toBe(word);
  const nextRun = (): Promise<SimulatedRun> => sut().engine.started(sut().engine.runCount + 1);
  const cancelAll = async () => {
    const { body } = await sut().send<{ items: { id: string }[] }>(
      '/api/jobs?state=queued,running&limit=100',
    );
    for (const { id } of body.items) await sut().send(`/api/jobs/${id}`, { method: 'DELETE' });
  };
  const ended = async (run: SimulatedRun, id: string) => {
    run.end();
    await becomes(id, 'completed');
  };
  const finished = async (fields: object = {}): Promise<JobStatus> => {
    const run = nextRun();
    const id = await submit(fields);
    await ended(await run, id);
    return job(id);
  };
  return { generate, upload, submit, job, nextRun, cancelAll, ended, finished };
}
