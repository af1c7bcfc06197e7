import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { worldModelPortal } from '../contract/compatibility/world-model-portal.ts';
import { findingsInTheDark } from './axe.js';
import { PageBench } from './page-bench.js';
import { zipEntries } from './zip-entries.js';

const sut = PageBench.use();
afterEach(() => sut.clear());

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
/** What a client of a batch or a video has no use for: the server itself, and the README's other way to ask. */
const NOT_WALKED = new Set(['GET /', 'GET /health', 'GET /api/history', 'GET /api/parameters']);

let calls: string[];

beforeEach(async () => {
  calls = [];
  await sut.page.goto(`${sut.portal.url}/static/frontend_examples/demo_complete.html`);
  // Not before: the page that the bench opens asks for much.
  sut.page.on('request', (request) => note(request.method(), request.url()));
});

function note(method: string, url: string): void {
  const { pathname } = new URL(url);
  const call = `${method} ${pathname.replace(ID, '{id}')}`;
  // Polling asks the same again and again.
  if (pathname.startsWith('/api/') && calls.at(-1) !== call) calls.push(call);
}

const shown = (name: string) => sut.page.locator(`#${name}-calls strong`);

async function download(name: RegExp): Promise<Buffer> {
  const [file] = await Promise.all([
    sut.page.waitForEvent('download'),
    sut.page.getByRole('link', { name }).click(),
  ]);
  // A browser does not tell of the request behind a download.
  note('GET', file.url());
  return readFile(await file.path());
}

describe('the example for integrators', () => {
  it('walks every call of the interface, in order, from a rough idea to the files, and tidies up', async () => {
    await sut.button('Tune and vary').click();
    await expect.poll(() => shown('tune').count(), { timeout: 20_000 }).toBe(6);
    const prompts = () => sut.page.locator('#prompts').inputValue();
    await expect.poll(async () => (await prompts()).split('\n').length).toBe(3);
    expect((await prompts()).split('\n')[0]).toContain('night');

    await sut.button('Generate one video').click();
    await sut.page.locator('#single-videos video').waitFor();
    expect((await download(/^GET \/api\/videos\//)).subarray(4, 8).toString()).toBe('ftyp');

    await sut.button('Generate a batch').click();
    await sut.page.locator('#batch-videos video').nth(2).waitFor();
    const zip = zipEntries(await download(/batch_download/)).map(({ name }) => name);
    expect(zip.filter((name) => name.endsWith('.mp4'))).toHaveLength(3);

    await sut.button('Tidy up').click();
    await expect.poll(() => shown('tidy').count(), { timeout: 20_000 }).toBe(3);
    expect(await sut.page.locator('[data-refused]').count()).toBe(0);
    expect(calls).toEqual([
      'POST /api/enhance',
      'POST /api/initialize',
      'POST /api/update',
      'POST /api/history',
      'POST /api/parameters',
      'POST /api/generate-variations',
      'POST /api/video/single_inference',
      'GET /api/video/status/{id}',
      'GET /api/videos/{id}',
      'POST /api/video/batch_inference',
      'GET /api/video/batch_status/{id}',
      'GET /api/video/batch_download/{id}',
      'GET /api/sessions',
      'DELETE /api/session/{id}',
      'POST /api/video/clean_expired',
    ]);
    const described = worldModelPortal.routes
      .map(({ route }) => route.replace(/\{\w+\}/g, '{id}'))
      .filter((route) => !NOT_WALKED.has(route) && !route.startsWith('GET /api/ws/'));
    expect(described.toSorted()).toEqual(calls.toSorted());
    expect(await findingsInTheDark(sut.page)).toEqual([]);
  });

  it('shows what the server refuses, and goes on when asked again', async () => {
    await sut.page.locator('#prompt').fill(' ');
    await sut.button('Generate one video').click();
    await sut.page.locator('#single-calls [data-refused]').waitFor();
    expect(await sut.page.locator('#single-calls').innerText()).toContain('422');
    await sut.page.locator('#prompt').fill('a red ball');
    await sut.button('Generate one video').click();
    await sut.page.locator('#single-videos video').waitFor();
    expect(await sut.page.locator('[data-refused]').count()).toBe(0);
  });
});
