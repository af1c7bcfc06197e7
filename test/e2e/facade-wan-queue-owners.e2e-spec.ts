import { describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { WAN_CAPABILITIES } from '../support/wan-capabilities.js';

const PATIENCE = { timeout: 30_000, interval: 20 };

describe('two owners', () => {
  it('share the queue, and nothing else', async () => {
    const KEY = { alice: 'alice-has-a-long-key', bob: 'bob-has-another-key-' };
    await using portal = await FacadePortal.start({
      env: { API_KEYS: `alice:${KEY.alice},bob:${KEY.bob}`, WAN_QUEUE_MAX: '1' },
      engine: { runMs: () => 5 },
      capabilities: WAN_CAPABILITIES,
    });
    const [alice, bob] = [KEY.alice, KEY.bob].map((key) => ({ headers: { authorization: `Bearer ${key}` } }));
    expect(await portal.post('/generate', { prompt: 'p' })).toMatchObject({
      status: 401,
      body: { detail: expect.any(String) as string },
    });
    const { body } = await portal.post<{ task_id: string }>('/generate', { prompt: 'p' }, alice?.headers);
    const statusFor = async (who: RequestInit | undefined) =>
      (await portal.send<{ status: string; video_path: string | null }>(`/status/${body.task_id}`, who)).body;
    await expect.poll(async () => (await statusFor(alice)).status, PATIENCE).toBe('completed');
    const { video_path: name } = await statusFor(alice);
    expect((await portal.send(`/status/${body.task_id}`, bob)).status).toBe(404);
    expect((await portal.send(`/download/${name}`, bob)).status).toBe(404);
    expect((await portal.send(`/download/${name}`, alice)).status).toBe(200);
    expect((await portal.send('/list', bob)).body).toEqual({ videos: [] });
    expect(
      (await portal.send<{ task_counts: Record<string, number> }>('/queue/status', bob)).body.task_counts[
        'completed'
      ],
    ).toBe(0);
  });
});
