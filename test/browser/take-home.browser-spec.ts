import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CuttingProxy } from './cutting-proxy.js';
import { dropFiles } from './drop-files.js';
import { PageBench } from './page-bench.js';
import { PortalProcess } from './portal-process.js';
import { zipEntries } from './zip-entries.js';

const KEY = '0123456789abcdef0123';

const sut = PageBench.use();
afterEach(() => sut.clear());

const films = (zip: Buffer) => zipEntries(zip).filter(({ name }) => name.endsWith('.mp4'));

describe('the ZIP', () => {
  it('is there in Compare, too', async () => {
    await sut.write('a red ball', 'a blue cube');
    await sut.generate('complete');
    await sut.page.getByRole('link', { name: 'Compare', exact: true }).last().click();
    const [download] = await Promise.all([
      sut.page.waitForEvent('download'),
      sut.page.getByRole('link', { name: 'Download ZIP' }).click(),
    ]);
    expect(films(await readFile(await download.path()))).toHaveLength(2);
  });

  it('comes whole over connections that break, also where a key is needed', async () => {
    const locked = await PortalProcess.start({ API_KEYS: `ann:${KEY}` });
    const proxy = await CuttingProxy.before(locked.url, { text: 'batch_download', bytes: 1500, times: 2 });
    try {
      await sut.page.goto(proxy.url);
      await sut.page.getByLabel('This server asks for an API key').fill(KEY);
      await sut.button('Use this key').click();
      await sut.page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      await sut.write('a red ball', 'a blue cube');
      const id = await sut.generate('complete');
      const [download] = await Promise.all([
        sut.page.waitForEvent('download', { timeout: 60_000 }),
        sut.button('Download ZIP').click(),
      ]);
      expect(proxy.cuts).toBe(2);
      const zip = await readFile(await download.path());
      const direct = await fetch(`${locked.url}/api/video/batch_download/${id}`, {
        headers: { authorization: `Bearer ${KEY}` },
      });
      expect(zip.equals(Buffer.from(await direct.arrayBuffer()))).toBe(true);
      expect(films(zip)).toHaveLength(2);
      expect(download.suggestedFilename()).toMatch(/^batch_.+_videos\.zip$/);
    } finally {
      proxy.stop();
      await locked.stop();
    }
  });
});

describe('a video of ours that is dropped on the page', () => {
  it('brings its words and settings back, and makes the same video again', async () => {
    const prompt = 'a red ball <b>rolls</b> 🐈';
    const values = { prompt, seed: 77, fps: 12, steps: 3, width: 48, negative_prompt: 'snow' };
    const first = await sut.finishedJob(values);
    const video = await (await sut.page.request.get(`${sut.portal.url}${first.video_url}`)).body();

    await sut.page.goto(`${sut.portal.url}/#/tune`);
    await dropFiles(sut.page, '.restore', [{ name: 'ours.mp4', content: video }]);
    await sut.page.getByText('In ours.mp4:').waitFor();
    await sut.button('Run it again').click();
    expect(await sut.prompt(1).inputValue()).toBe(prompt);
    await sut.generate('complete');
    const answer = await sut.page.request.get(`${sut.portal.url}/api/jobs?limit=1`);
    const { items } = (await answer.json()) as { items: { artifacts: { sha256: string }[] }[] };
    expect(items).toMatchObject([{ ...values, height: 32, num_frames: 5 }]);
    expect(items[0]?.artifacts[0]?.sha256).toBe(first.artifacts[0]?.sha256);
  });
});

describe('choices in braces', () => {
  it('stay as they are until each choice is wanted as a video of its own', async () => {
    await sut.write('a {red|blue} ball {rolls|jumps}');
    await sut.generate('complete');
    expect(await sut.jobs().count()).toBe(1);
    await sut.page.getByText('Make a video of each choice').click();
    await sut.button('Generate the choices').waitFor();
    await sut.page.reload();
    await sut.generate('complete');
    const prompts = await sut.jobs().locator('.job__prompt p').allTextContents();
    expect(prompts).toEqual([
      'a red ball rolls',
      'a red ball jumps',
      'a blue ball rolls',
      'a blue ball jumps',
    ]);
  });

  it('are refused with the reason where they are too many, and drawn where a number is given', async () => {
    const text = 'a {red|blue|green} ball {rolls|jumps|rests}';
    await sut.write(text);
    await sut.page.getByText('Make a video of each choice').click();
    await sut.button('Generate the choices').click();
    await sut.page.locator('.composer__foot [role="alert"]').getByText('9').waitFor();
    expect(await sut.prompt(1).inputValue()).toBe(text);
    await sut.page.getByLabel('How many').fill('3');
    await sut.generate('complete');
    expect(await sut.jobs().count()).toBe(3);
  });
});
