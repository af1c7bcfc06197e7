import { expect } from 'vitest';
import type { FacadePortal } from './facade-portal.js';
import type { SimulatedRun } from './simulated-engine.js';

/** Each result is looked into by a process of its own, which takes a moment to start. */
const PATIENCE = { timeout: 30_000, interval: 20 };

export const STATUS_KEYS = [
  'end_time',
  'error',
  'error_type',
  'save_result_path',
  'start_time',
  'status',
  'task_id',
];

export interface Status {
  task_id: string;
  status: string;
  start_time: string | null;
  end_time: string | null;
  error: string | null;
  error_type: string;
  save_result_path: string | null;
  enhanced_prompt?: string;
}

/** What clients of LightX2V's server do, and what a test does with the runs behind it. */
export function lightx2vClient(sut: () => FacadePortal) {
  const submit = async (fields: object = {}, path = '/v1/tasks/video/') => {
    const answer = await sut().post<{
      task_id: string;
      task_status: string;
      save_result_path: string | null;
    }>(path, { prompt: 'a red ball', ...fields });
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ task_status: 'pending' })]);
    return answer.body;
  };

  const status = async (id: string) =>
    (await sut().send<Status>(`/v1/tasks/${encodeURIComponent(id)}/status`)).body;

  const becomes = (id: string, word: string) =>
    expect.poll(async () => (await status(id)).status, PATIENCE).toBe(word);

  /** The run of a task that was just submitted to an idle portal. */
  const nextRun = (): Promise<SimulatedRun> => sut().engine.started(sut().engine.runCount + 1);

  async function finished(fields: object = {}): Promise<string> {
    const run = nextRun();
    const { task_id: id } = await submit(fields);
    (await run).end();
    await becomes(id, 'completed');
    return id;
  }
  return { submit, status, becomes, nextRun, finished };
}
