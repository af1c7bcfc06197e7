import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { MANY_STEPS, PageBench } from './page-bench.js';
import { PortalProcess } from './portal-process.js';
import { zipEntries } from './zip-entries.js';

const HOSTILE = 'a green boat <img src=x onerror="window.wasRun = true"> on a "calm" lake';

const sut = PageBench.use();
afterEach(() => sut.clear());

interface Playback {
  readyState: number;
  duration: number;
  currentTime: number;
}

const playback = (video: Locator) =>
  video.evaluate((element: unknown) => {
    const { readyState, duration, currentTime } = element as Playback;
    return { readyState, duration, currentTime };
  });

describe('a batch from prompt to ZIP', () => {
  it('runs two prompts, plays both videos and downloads them', async () => {
    await sut.write('a red ball rolls across a table', HOSTILE);
    await sut.generate('complete');

    const videos = sut.page.locator('video');
    await videos.nth(1).waitFor();
    for (const video of await videos.all()) {
      await expect
        .poll(async () => (await playback(video)).currentTime, { timeout: 20_000 })
        .toBeGreaterThan(0);
      const { readyState, duration } = await playback(video);
      expect(readyState).toBeGreaterThanOrEqual(2);
      expect(duration).toBeGreaterThan(0.3);
    }

    const [download] = await Promise.all([
      sut.page.waitForEvent('download'),
      sut.page.getByRole('link', { name: 'Download ZIP' }).click(),
    ]);
    const entries = zipEntries(await readFile(await download.path()));
    const films = entries.filter(({ name }) => name.endsWith('.mp4'));
    expect(films).toHaveLength(2);
    expect(films.every(({ size }) => size > 500)).toBe(true);
    expect(download.suggestedFilename()).toMatch(/^batch_.+_videos\.zip$/);
  });

  it('shows a prompt as text, whatever it holds', async () => {
    await sut.write(HOSTILE);
    await sut.generate('complete');
    expect(await sut.jobs().locator('p', { hasText: 'a green boat' }).textContent()).toBe(HOSTILE);
    expect(await sut.page.locator('img[src="x"]').count()).toBe(0);
    expect(await sut.page.evaluate('window.wasRun')).toBeUndefined();
  });
});

describe('work that is still running', () => {
  it('is found again after a reload, and can be cancelled', async () => {
    await sut.writeLong('a lighthouse in heavy rain');
    await sut.generate('processing');
    await sut.page.locator('[data-job][data-state="running"] progress').waitFor();
    const id = await sut.jobs().first().getAttribute('data-job');

    await sut.page.reload();
    const found = sut.page.locator(`[data-job="${id}"][data-state="running"]`);
    await found.getByText(new RegExp(`denoising \\d+/${MANY_STEPS}`)).waitFor();
    await sut.page.locator('[data-device][data-state="busy"]').waitFor();

    await sut.button('Cancel all').click();
    await sut.page.locator(`[data-job="${id}"][data-state="cancelled"]`).waitFor();
    await sut.batchIn('failed').waitFor();
    const busy = sut.page.locator('[data-device][data-state="busy"]');
    await expect.poll(() => busy.count(), { timeout: 10_000 }).toBe(0);
  });

  it('can be run again after it was cancelled', async () => {
    await sut.writeLong('a lighthouse in heavy rain');
    await sut.generate('processing');
    await sut.button('Cancel video 1').click();
    await sut.batchIn('failed').waitFor();
    const cancelled = await sut.page.locator('[data-batch]').getAttribute('data-batch');

    await sut.button('Retry failed (1)').click();
    await sut.batchIn('processing').waitFor();
    expect(await sut.page.locator('[data-batch]').getAttribute('data-batch')).not.toBe(cancelled);
    await sut.button('Cancel all').click();
    await sut.batchIn('failed').waitFor();
  });

  it('is found by somebody who opens the page anew', async () => {
    await sut.writeLong('a lighthouse in heavy rain');
    await sut.generate('processing');
    const other = await sut.newPage();
    await other.goto(sut.portal.url);
    await other.locator('[data-job][data-state="running"]').waitFor();
    await other.getByRole('button', { name: 'Cancel video 1' }).click();
    // The first page hears of it without asking.
    const state = () => sut.jobs().first().getAttribute('data-state');
    await expect.poll(state, { timeout: 10_000 }).toBe('cancelled');
    await other.context().close();
  });

  it('is not shown as live once the server is gone', async () => {
    const gone = await PortalProcess.start();
    await sut.page.goto(gone.url);
    const connection = () => sut.page.locator('.header [role="status"]').textContent();
    await expect.poll(connection, { timeout: 10_000 }).toBe('Live');
    await gone.stop();
    await expect.poll(connection, { timeout: 20_000 }).toMatch(/^No answer, last heard/);
  });
});

describe('the form', () => {
  it('shows what the server refuses beside the field it is about', async () => {
    await sut.write('a', 'b');
    await sut.page.getByText('Own settings of prompt 2').click();
    const width = sut.page.locator('[data-prompt="2"]').getByLabel('Width', { exact: true });
    await width.fill('17');
    await sut.button(/^Generate/).click();
    await expect.poll(() => width.getAttribute('aria-invalid'), { timeout: 10_000 }).toBe('true');
    const describedBy = (await width.getAttribute('aria-describedby'))?.split(' ')[0];
    expect(await sut.page.locator(`[id="${describedBy}"]`).textContent()).toMatch(/16/);
    expect(await sut.page.evaluate('document.activeElement.id')).toBe(await width.getAttribute('id'));
  });

  it('changes a prompt only when its proposal is accepted, and can undo that', async () => {
    const words = 'a dog called "Rex" runs on the beach';
    await sut.write(words);
    await sut.button('Enhance prompt 1').click();
    const proposal = sut.page.getByRole('group', { name: 'Proposal for prompt 1' });
    await proposal.locator('ins').first().waitFor();
    expect(await sut.prompt(1).inputValue()).toBe(words);
    await sut.button('Use this').click();
    expect(await sut.prompt(1).inputValue()).toMatch(/^a dog called "Rex" runs on the beach.{10,}/);
    await sut.button('Undo').click();
    expect(await sut.prompt(1).inputValue()).toBe(words);
  });

  it('keeps what was typed over a reload', async () => {
    await sut.write('first', 'second');
    await sut.page.reload();
    expect(await sut.prompt(2).inputValue()).toBe('second');
  });

  it('can be used with the keyboard alone', async () => {
    await sut.prompt(1).focus();
    await sut.page.keyboard.type('a blue cube turns');
    await sut.page.keyboard.press('Control+Enter');
    const done = sut.jobIn('succeeded').filter({ hasText: 'a blue cube turns' });
    await expect.poll(() => done.count(), { timeout: 20_000 }).toBe(1);
  });
});

describe('a narrow screen', () => {
  it('never scrolls sideways at 360 pixels', async () => {
    await sut.page.setViewportSize({ width: 360, height: 740 });
    await sut.write('averyveryveryverylongwordwithoutanyspaceinsideitatallwhichcannotbebroken'.repeat(3));
    await sut.page.getByText('Settings for all prompts').click();
    await sut.page.getByText('Own settings').first().click();
    await sut.generate('complete');
    await sut.page.locator('video').first().waitFor();
    expect(await sut.page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

describe('a server that asks for an API key', () => {
  it('is usable once the key is given', async () => {
    const locked = await PortalProcess.start({ API_KEYS: 'ann:0123456789abcdef0123' });
    try {
      await sut.page.goto(locked.url);
      await sut.page.getByLabel('This server asks for an API key').fill('0123456789abcdef0123');
      await sut.button('Use this key').click();
      await sut.page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      await sut.write('a red ball');
      await sut.generate('complete');
      const [download] = await Promise.all([
        sut.page.waitForEvent('download'),
        sut.button('Download ZIP').click(),
      ]);
      expect(zipEntries(await readFile(await download.path())).length).toBeGreaterThan(0);
    } finally {
      await locked.stop();
    }
  });
});
