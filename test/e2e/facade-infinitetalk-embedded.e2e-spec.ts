import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PortalProcess } from '../browser/portal-process.js';
import { frameAt, framesOf, inspectMedia, wavOf } from '../support/media-checks.js';
import { SocketClient } from '../support/web-socket.js';

const PATIENCE = { timeout: 90_000, interval: 100 };
const SECONDS = 2;

interface Talk {
  request_id: string;
  status: string;
  message: string;
  result_url: string | null;
}

/** A face of circles, which is enough to have a mouth. */
function portrait(): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128">
    <rect width="128" height="128" fill="#9bb4cc"/><circle cx="64" cy="64" r="44" fill="#e8c39e"/>
    <circle cx="48" cy="54" r="6" fill="#333"/><circle cx="80" cy="54" r="6" fill="#333"/>
    <ellipse cx="64" cy="88" rx="16" ry="5" fill="#a33"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** The real server as users run it, with the model that it brings along: no engine's server, nothing simulated. */
describe('a talking portrait by the embedded engine', () => {
  let portal: PortalProcess;
  let folder: string;
  let png: Buffer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'talking-'));
    png = await portrait();
    portal = await PortalProcess.start({ MODEL_DIR: './models/tiny-world', DEVICES: 'cpu' });
  });
  afterAll(async () => {
    await portal.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const json = async <T>(path: string) => (await (await fetch(`${portal.url}${path}`)).json()) as T;

  async function generate(wav: Buffer): Promise<Talk> {
    const body = new FormData();
    body.append('image', new Blob([new Uint8Array(png)]), 'face.png');
    body.append('audio', new Blob([new Uint8Array(wav)]), 'voice.wav');
    const answer = await fetch(`${portal.url}/api/generate`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Talk;
  }

  it('is a real MP4 as long as the voice, which it holds, with a mouth that moves', async () => {
    using listener = await SocketClient.open(portal.url, '/ws');
    // Silent for a second, then loud.
    const { request_id: id } = await generate(wavOf(SECONDS, (second) => (second < 1 ? 0 : 1)));
    await expect
      .poll(async () => (await json<Talk>(`/api/status/${id}`)).status, PATIENCE)
      .toMatch(/completed|failed/);
    expect(await json<Talk>(`/api/status/${id}`)).toMatchObject({
      status: 'completed',
      message: 'Video generation completed!',
      result_url: `/api/result/${id}`,
    });

    const answer = await fetch(`${portal.url}/api/result/${id}`);
    expect(answer.headers.get('content-type')).toBe('video/mp4');
    expect(answer.headers.get('content-disposition')).toContain(`infinitetalk_${id}.mp4`);
    const path = join(folder, 'result.mp4');
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    const { video, audio } = inspectMedia(path);
    expect(video?.seconds).toBeCloseTo(SECONDS, 1);
    expect(video?.frames).toBe(Math.round(SECONDS * (video?.fps ?? 0)));
    const { samples, sampleRate } = audio ?? { samples: 0, sampleRate: 1 };
    expect(Math.abs(samples / sampleRate - SECONDS)).toBeLessThan(0.15);

    const frames = framesOf(path, folder);
    const size = { width: video?.width ?? 0, height: video?.height ?? 0 };
    const at = (second: number) => frameAt(frames, size, Math.round(second * (video?.fps ?? 0)));
    expect(difference(at(0.3), at(0.6))).toBeLessThan(1);
    expect(difference(at(0.3), at(1.6))).toBeGreaterThan(3 * difference(at(0.3), at(0.6)));

    const told = listener.ofType('status_update').filter((frame) => frame['request_id'] === id);
    expect(told.map(({ status }) => status)).toEqual(['processing', 'processing', 'completed']);

    expect((await fetch(`${portal.url}/api/result/${id}`, { method: 'DELETE' })).status).toBe(200);
    expect((await fetch(`${portal.url}/api/result/${id}`)).status).toBe(404);
  });
});

/** Mean over all values of two pictures. */
function difference(one: Buffer, other: Buffer): number {
  expect(one.length).toBeGreaterThan(0);
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length;
}
