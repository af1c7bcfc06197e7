import { expect } from 'vitest';

/** How the journey talks to a portal. */
export interface JourneyClient {
  post: <T>(path: string, body: unknown) => Promise<{ status: number; body: T }>;
  get: <T>(path: string) => Promise<{ status: number; body: T }>;
  delete: <T>(path: string) => Promise<{ status: number; body: T }>;
}

export interface JourneyOptions {
  /** Name of the provider that is to do the language work. */
  provider: 'builtin' | 'openai';
  /** Lets one job after another finish. */
  finishJobs: (count: number) => Promise<void>;
  /** Stops the portal and starts it again, between the update and the last video. */
  restart?: () => Promise<void>;
}

interface State {
  parameters: Record<string, unknown>;
  prompt: string;
  changes: string[];
  session_id: string;
  provider: string;
}

interface History {
  history: { prompt: string; parameters: Record<string, unknown>; description: string }[];
}

const ROUGH = 'a red car drives along a coastal road at noon';

/**
 * What the browser client of seed 004 and its user guide do, in their order: enhance, initialize, a single video,
 * variations, a batch, an update, another video.
 * @returns the session that it was made in, and that is deleted at the end
 */
export async function replaySeedJourney(client: JourneyClient, options: JourneyOptions): Promise<string> {
  const id = await tunePrompt(client, options);
  const batchId = await runBatch(client, options, id);
  await updatePrompt(client, id);
  await options.restart?.();
  await afterRestart(client, id, batchId);
  await runSingle(client, options, id);
  await forgetSession(client, id);
  return id;
}

async function tunePrompt(client: JourneyClient, { provider }: JourneyOptions): Promise<string> {
  const enhanced = await client.post<{ enhanced_prompt: string; session_id: string; provider: string }>(
    '/api/enhance',
    { rough_prompt: ROUGH, session_id: null },
  );
  expect([enhanced.status, enhanced.body.provider]).toEqual([200, provider]);
  expect(enhanced.body.enhanced_prompt).toContain('red car');
  const begun = await client.post<State>('/api/initialize', {
    prompt: ROUGH,
    session_id: enhanced.body.session_id,
  });
  expect(begun).toMatchObject({
    status: 200,
    body: { prompt: ROUGH, changes: [], session_id: enhanced.body.session_id, provider },
  });
  expect(begun.body.parameters).toMatchObject({ subjects: expect.stringContaining('car') });
  for (const value of Object.values(begun.body.parameters)) expect(value).toEqual(expect.any(String));
  return begun.body.session_id;
}

async function runBatch(client: JourneyClient, options: JourneyOptions, id: string): Promise<string> {
  const made = await client.post<{ prompts: string[]; selected_indices: number[] }>(
    '/api/generate-variations',
    { selected_indices: [0], total_count: 8, session_id: id },
  );
  expect([made.status, made.body.selected_indices, made.body.prompts.length]).toEqual([200, [0], 8]);
  expect(made.body.prompts[0]).toBe(ROUGH);
  expect(new Set(made.body.prompts).size).toBe(8);
  for (const prompt of made.body.prompts) expect(prompt).not.toMatch(/\((fallback|substitute|emergency)/);
  const { prompts } = made.body;
  const batch = await client.post<{ batch_id: string }>('/api/video/batch_inference', { prompts });
  expect(batch.status).toBe(200);
  await options.finishJobs(8);
  const path = `/api/video/batch_status/${batch.body.batch_id}`;
  const status = async () => (await client.get<{ status: string }>(path)).body.status;
  await expect.poll(status, { timeout: 20_000 }).toBe('complete');
  const { body } = await client.get<{ jobs: { prompt: string }[] }>(path);
  expect(body.jobs.map((job) => job.prompt)).toEqual(prompts);
  return batch.body.batch_id;
}

async function updatePrompt(client: JourneyClient, id: string): Promise<void> {
  const request = { user_request: 'make it night', session_id: id };
  const updated = await client.post<State>('/api/update', request);
  expect(updated.status).toBe(200);
  expect(updated.body.parameters['time_of_day']).toBe('night');
  expect(updated.body.changes).toEqual([
    expect.stringMatching(/^Updated 'time_of_day' from '.+' to 'night'\.$/),
  ]);
  expect(updated.body.prompt).toContain('red car');
  const again = await client.post<State>('/api/update', request);
  expect(again.body).toMatchObject({
    prompt: updated.body.prompt,
    changes: ['No specific parameters were identified to update.'],
  });
  const { body } = await client.post<History>('/api/history', { session_id: id });
  expect(body.history.map(({ description }) => description)).toEqual(['Initial prompt', 'make it night']);
}

async function afterRestart(client: JourneyClient, id: string, batchId: string): Promise<void> {
  const history = await client.get<History>(`/api/history?session_id=${id}`);
  expect(history.body.history.map(({ prompt }) => prompt)).toEqual([ROUGH, expect.stringContaining('night')]);
  const parameters = await client.post<State>('/api/parameters', { session_id: id });
  expect(parameters.body.parameters['time_of_day']).toBe('night');
  expect((await client.get<{ status: string }>(`/api/video/batch_status/${batchId}`)).body.status).toBe(
    'complete',
  );
}

async function runSingle(client: JourneyClient, options: JourneyOptions, id: string): Promise<void> {
  const { body: current } = await client.get<History>(`/api/history?session_id=${id}`);
  const prompt = current.history.at(-1)?.prompt;
  const job = await client.post<{ job_id: string }>('/api/video/single_inference', {
    prompt,
    session_id: id,
  });
  expect(job.status).toBe(200);
  await options.finishJobs(1);
  const path = `/api/video/status/${job.body.job_id}`;
  await expect
    .poll(async () => (await client.get<{ status: string }>(path)).body.status, { timeout: 20_000 })
    .toBe('complete');
  expect((await client.get(`/api/jobs/${job.body.job_id}`)).body).toMatchObject({ prompt, session_id: id });
}

async function forgetSession(client: JourneyClient, id: string): Promise<void> {
  const { body } = await client.get<{ sessions: Record<string, number> }>('/api/sessions');
  expect(Math.abs((body.sessions[id] ?? 0) - Date.now() / 1000)).toBeLessThan(120);
  const gone = await client.delete(`/api/session/${id}`);
  expect(gone).toEqual({ status: 200, body: { message: `Session ${id} deleted successfully` } });
  const missing = await client.delete(`/api/session/${id}`);
  expect(missing).toEqual({ status: 404, body: { detail: `Session ${id} not found` } });
}
