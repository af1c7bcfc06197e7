import { afterEach, describe, expect, it, vi } from 'vitest';
import { downloadWhole } from './download-zip.js';

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => index);

interface Asked {
  range: string | null;
  version: string | null;
}

/** A server that gives out `BYTES`; each connection breaks after as many bytes as its number says. */
function server({ breaks, version = () => '"1"' }: { breaks: number[]; version?: () => string }): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', (_url: string, { headers }: { headers: Record<string, string> }) => {
    const sent = new Headers(headers);
    asked.push({ range: sent.get('range'), version: sent.get('if-range') });
    const isPart = sent.get('if-range') === version();
    const from = isPart ? Number(/bytes=(\d+)-/.exec(sent.get('range') ?? '')?.[1] ?? 0) : 0;
    const limit = breaks[asked.length - 1];
    if (limit === 0) return Promise.reject(new TypeError('Failed to fetch'));
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(BYTES.slice(from, limit === undefined ? undefined : from + limit));
        if (limit === undefined) controller.close();
      },
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    return Promise.resolve(
      new Response(body, {
        status: isPart ? 206 : 200,
        headers: { etag: version(), 'content-disposition': 'attachment; filename="batch.zip"' },
      }),
    );
  });
  return asked;
}

const whole = async (mostTries = 5) => {
  const { parts, fileName } = await downloadWhole('/zip', { pauseMs: 0, mostTries });
  return { bytes: new Uint8Array(await new Blob(parts).arrayBuffer()), fileName };
};

afterEach(() => vi.unstubAllGlobals());

describe('a download', () => {
  it('goes on where each connection broke off, and is whole in the end', async () => {
    const asked = server({ breaks: [40, 0, 30] });
    expect(await whole()).toEqual({ bytes: BYTES, fileName: 'batch.zip' });
    expect(asked).toEqual([
      { range: null, version: null },
      { range: 'bytes=40-', version: '"1"' },
      { range: 'bytes=40-', version: '"1"' },
      { range: 'bytes=70-', version: '"1"' },
    ]);
  });

  it('begins anew where the file is another one now', async () => {
    let number = 0;
    server({ breaks: [40], version: () => `"${(number += 1)}"` });
    expect((await whole()).bytes).toEqual(BYTES);
  });

  it('gives up, and says so, after too many connections that brought nothing', async () => {
    server({ breaks: Array.from({ length: 9 }, () => 0) });
    await expect(whole()).rejects.toThrow('could not be taken up again');
  });

  it('does not ask again where the server refuses', async () => {
    const answer = new Response('{"detail": "No such batch"}', { status: 404 });
    const fetch = vi.fn<() => Promise<Response>>(() => Promise.resolve(answer));
    vi.stubGlobal('fetch', fetch);
    await expect(whole()).rejects.toThrow('No such batch');
    expect(fetch).toHaveBeenCalledOnce();
  });
});
