import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { lightx2vClient } from '../support/lightx2v-client.js';

let sut: FacadePortal;

beforeAll(async () => {
  sut = await FacadePortal.start({ env: { QUEUE_MAX: '3', MAX_ATTEMPTS: '1' } });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const { status, finished } = lightx2vClient(() => sut);

describe('results', () => {
  it('come whole, in ranges and only when they changed, under the name that was wished for', async () => {
    const id = await finished({ save_result_path: 'ünï "x".mp4' });
    const path = `/v1/tasks/${id}/result`;
    const whole = await fetch(`${sut.url}${path}`);
    const bytes = new Uint8Array(await whole.arrayBuffer());
    expect([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges')]).toEqual([
      200,
      'video/mp4',
      'bytes',
    ]);
    expect(whole.headers.get('content-disposition')).toBe(
      `attachment; filename="_n_ _x_.mp4"; filename*=UTF-8''%C3%BCn%C3%AF%20%22x%22.mp4`,
    );
    const part = await fetch(`${sut.url}${path}`, { headers: { range: 'bytes=4-9' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-9/${bytes.length}`]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(4, 10));
    const etag = whole.headers.get('etag') ?? '';
    const again = await sut.raw(path, { 'if-none-match': etag });
    expect(again.status).toBe(304);
    const beyond = await sut.send(path, { headers: { range: 'bytes=99999999-' } });
    expect([beyond.status, Object.keys(beyond.body)]).toEqual([416, ['detail']]);
  });

  it('are each their own, where two tasks want the same name; by name comes the newest', async () => {
    const first = await finished({ save_result_path: 'same/clip.mp4', seed: 1 });
    const second = await finished({ save_result_path: 'same/clip.mp4', seed: 2 });
    const bytes = async (path: string) => Buffer.from(await (await fetch(`${sut.url}${path}`)).arrayBuffer());
    const [a, b] = [await bytes(`/v1/tasks/${first}/result`), await bytes(`/v1/tasks/${second}/result`)];
    expect(a.equals(b)).toBe(false);
    expect((await bytes('/v1/files/download/same/clip.mp4')).equals(b)).toBe(true);
    expect((await bytes('/v1/files/download/clip.mp4')).equals(b)).toBe(true);
  });

  it('lie where we keep them, whatever path a client writes', async () => {
    const id = await finished({ save_result_path: '/tmp/../../etc/reelsmith-proof' });
    expect((await status(id)).save_result_path).toBe('reelsmith-proof.mp4');
    expect((await sut.send(`/v1/tasks/${id}/result`)).status).toBe(200);
    expect((await sut.send('/v1/files/download/tmp/etc/reelsmith-proof.mp4')).status).toBe(200);
  });

  it.each([
    '/v1/files/download/..%2f..%2fdata%2fjobs',
    '/v1/files/download/%2e%2e/%2e%2e/etc/passwd',
    '/v1/files/download/../../etc/passwd',
    '/v1/files/download//etc/passwd',
    '/v1/files/download/%2fetc%2fpasswd',
    '/v1/files/download/a/..%5c..%5cb',
  ])('are all that is given out: %s', async (path) => {
    expect(await sut.raw(path)).toEqual({
      status: 403,
      body: JSON.stringify({ detail: 'Access to this file is not allowed' }),
    });
  });

  it.each(['%252e%252e%252fetc', 'a%00b.mp4', 'nothing.mp4', 'data', ''])(
    'that are not there are told without any path of the machine: %s',
    async (name) => {
      const { status: code, body } = await sut.raw(`/v1/files/download/${name}`);
      expect(code).toBe(404);
      expect((JSON.parse(body) as { detail: string }).detail).toMatch(/^(File not found: |Not Found)/);
      expect(body).not.toContain(sut.folder);
    },
  );

  it('of a task whose files were removed are said to be gone', async () => {
    const id = await finished({ save_result_path: 'gone.mp4' });
    const job = (await sut.send<{ items: { id: string }[] }>('/api/jobs?limit=1')).body.items[0]?.id;
    await sut.send(`/api/jobs/${job}`, { method: 'DELETE' });
    expect((await sut.send(`/v1/tasks/${id}/result`)).body).toEqual({
      detail: 'Task result file does not exist',
    });
    expect((await sut.send('/v1/files/download/gone.mp4')).body).toEqual({
      detail: 'File not found: gone.mp4',
    });
  });
});
