import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findingsInTheDark } from './axe.js';
import { dropFiles } from './drop-files.js';
import { PageBench } from './page-bench.js';
import { PortalProcess } from './portal-process.js';

const KEY = '0123456789abcdef0123';
const MODEL = join(import.meta.dirname, '../support/tiny-onnx-model');

const sut = PageBench.use({ QUEUE_MAX: '2', MAX_UPLOAD_MB: '1' });
afterEach(() => sut.clear());

const formError = () => sut.page.locator('.composer__foot [role="alert"]');

/** One red pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

const openFiles = async () => {
  await sut.page.getByText('Files to start from').click();
  await sut.page.locator('.drop').last().scrollIntoViewIfNeeded();
};
const DROP = '.composer__more .drop';

describe('files that are dropped', () => {
  it('are sent, shown with what the server found in them, and kept over a reload', async () => {
    await openFiles();
    await dropFiles(sut.page, DROP, [{ name: 'red.png', content: PNG }]);
    await sut.page.locator('[data-role="image"]', { hasText: 'red.png 1×1' }).waitFor();
    await sut.page.reload();
    expect(await sut.shows('1 file')).toBe(true);
  });

  it('are refused with the reason of each engine where none can use them; the prompt stays', async () => {
    await sut.write('a talking head');
    await openFiles();
    await dropFiles(sut.page, DROP, [{ name: 'red.png', content: PNG }]);
    await sut.page.locator('[data-role="image"]').waitFor();
    await sut.button(/^Generate/).click();
    await formError().getByText('onnx: task must be one of').waitFor();
    expect(await sut.prompt(1).inputValue()).toBe('a talking head');
    await sut.button('Remove red.png').click();
    await sut.generate('complete');
  });

  it('say what is wrong where they are too large (413) or no media (422), and can be forgotten', async () => {
    await openFiles();
    await dropFiles(sut.page, DROP, [
      { name: 'large.png', content: Buffer.concat([PNG, Buffer.alloc(2 * 1024 * 1024)]) },
      { name: 'words.txt', content: Buffer.from('only words') },
    ]);
    const problems = sut.page.locator('.file__error');
    await problems.nth(1).waitFor();
    const texts = await problems.allTextContents();
    expect(texts.some((text) => text.includes('MAX_UPLOAD_MB'))).toBe(true);
    expect(await findingsInTheDark(sut.page)).toEqual([]);
    await sut.button('Forget large.png').click();
    await expect.poll(() => problems.count()).toBe(1);
  });
});

describe('a server that says no', () => {
  it('with a full queue (503) says so in the form, and nothing typed is lost', async () => {
    await sut.writeLong('one', 'two', 'three', 'four', 'five', 'six');
    await sut.button(/^Generate/).click();
    await formError()
      .getByText(/queue|QUEUE_MAX|wait/i)
      .waitFor();
    expect(await sut.prompt(6).inputValue()).toBe('six');
    expect(await findingsInTheDark(sut.page)).toEqual([]);
    expect(await sut.jobIn('running').count()).toBe(0);
  });

  it('that wants a key from now on (401) asks for it, and goes on with what was typed', async () => {
    await sut.write('typed before the key was wanted');
    await sut.portal.kill();
    await sut.portal.startAgain({ API_KEYS: `ann:${KEY}` });
    const field = sut.page.getByLabel('This server asks for an API key');
    await field.fill('wrong-wrong-wrong-wrong');
    await sut.button('Use this key').click();
    await sut.page.getByText('The server refused this key.').waitFor();
    expect(await findingsInTheDark(sut.page)).toEqual([]);
    await field.fill(KEY);
    await sut.button('Use this key').click();
    await sut.page.getByText('Live', { exact: true }).waitFor();
    expect(await sut.prompt(1).inputValue()).toBe('typed before the key was wanted');
    await sut.generate('complete');
    await sut.portal.kill();
    await sut.portal.startAgain();
  });

  it('does not know a batch or a job of the address', async () => {
    await sut.page.goto(`${sut.portal.url}/#/run/01a1fd30-81be-7244-ad6f-011ebf5d2034`);
    expect(await sut.shows('This batch does not exist here')).toBe(true);
    expect(await findingsInTheDark(sut.page)).toEqual([]);
    await sut.page.goto(`${sut.portal.url}/#/gallery/01a1fd30-81be-7244-ad6f-011ebf5d2034`);
    expect(await sut.shows('There is no such job here.')).toBe(true);
    await sut.page.goto(`${sut.portal.url}/#/nowhere`);
    expect(await sut.shows('There is nothing at this address.')).toBe(true);
  });
});

describe('a device that breaks', () => {
  it('is shown with its reason where the machines are', async () => {
    const model = await mkdtemp(join(tmpdir(), 'reelsmith-model-'));
    await cp(MODEL, model, { recursive: true });
    const broken = await PortalProcess.start({ MODEL_DIR: model, DEVICES: 'cpu:1' });
    try {
      // After the start, which would have refused it.
      await truncate(join(model, 'transformer', 'model.onnx'), 10);
      await sut.page.goto(broken.url);
      await sut.write('a red ball');
      await sut.button(/^Generate/).click();
      await sut.page.locator('[data-device][data-state="quarantined"]').waitFor({ timeout: 30_000 });
      await sut.page.getByRole('link', { name: 'Machines' }).click();
      const machine = sut.page.locator('.machine[data-state="quarantined"]');
      await machine.waitFor();
      expect(await findingsInTheDark(sut.page)).toEqual([]);
      expect(await machine.locator('.note--bad').textContent()).toMatch(
        /(resting until|being tried again).+/,
      );
    } finally {
      await broken.stop();
      await rm(model, { recursive: true, force: true });
    }
  });
});

describe('a part of the page that cannot be loaded', () => {
  it('is offered again once the server is back', async () => {
    await sut.portal.kill();
    await sut.page.getByRole('link', { name: 'Machines' }).click();
    await sut.page.getByText('could not be loaded').waitFor();
    expect(await findingsInTheDark(sut.page)).toEqual([]);
    await sut.portal.startAgain();
    await sut.button('Try again').click();
    await expect.poll(() => sut.page.locator('.machine').count()).toBe(2);
  });
});
