import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.js';
import { PortalProcess } from './portal-process.js';
import { zipEntries } from './zip-entries.js';

const HOSTILE = 'a green boat <img src=x onerror="window.wasRun = true"> on a "calm" lake';

let portal: PortalProcess;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  [portal, browser] = await Promise.all([PortalProcess.start(), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
  page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  await page.goto(portal.url);
});

afterEach(async () => {
  await page.context().close();
  if (problems.length > 0) throw new Error(`The page reported errors:\n${problems.join('\n')}`);
});

const prompt = (number: number) => page.getByRole('textbox', { name: `Prompt ${number}`, exact: true });
const button = (name: string | RegExp) => page.getByRole('button', { name });
const shared = (label: string) => page.locator('.composer__more').getByLabel(label, { exact: true });
const batchIn = (state: string) => page.locator(`section[data-batch][data-state="${state}"]`);
const jobs = () => page.locator('[data-job]');

async function write(...texts: string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    if (index > 0) await button('Add a prompt').click();
    await prompt(index + 1).fill(text);
  }
}

async function generate(state: 'processing' | 'complete'): Promise<void> {
  await button(/^Generate/).click();
  await batchIn(state).waitFor();
}

/** Steps enough to keep a device busy for as long as a test needs. */
async function writeLongJob(): Promise<void> {
  await write('a lighthouse in heavy rain');
  await page.getByText('Settings for all prompts').click();
  await shared('Steps').fill('100000');
}

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
    await write('a red ball rolls across a table', HOSTILE);
    await generate('complete');

    const videos = page.locator('video');
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
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download ZIP' }).click(),
    ]);
    const entries = zipEntries(await readFile(await download.path()));
    const films = entries.filter(({ name }) => name.endsWith('.mp4'));
    expect(films).toHaveLength(2);
    expect(films.every(({ size }) => size > 500)).toBe(true);
    expect(download.suggestedFilename()).toMatch(/^batch_.+_videos\.zip$/);
  });

  it('shows a prompt as text, whatever it holds', async () => {
    await write(HOSTILE);
    await generate('complete');
    expect(await jobs().locator('p', { hasText: 'a green boat' }).textContent()).toBe(HOSTILE);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
  });
});

describe('work that is still running', () => {
  it('is found again after a reload, and can be cancelled', async () => {
    await writeLongJob();
    await generate('processing');
    await page.locator('[data-job][data-state="running"] progress').waitFor();
    const id = await jobs().first().getAttribute('data-job');

    await page.reload();
    const found = page.locator(`[data-job="${id}"][data-state="running"]`);
    await found.getByText(/denoising \d+\/100000/).waitFor();
    await page.locator('[data-device][data-state="busy"]').waitFor();

    await button('Cancel all').click();
    await page.locator(`[data-job="${id}"][data-state="cancelled"]`).waitFor();
    await batchIn('failed').waitFor();
    const busy = page.locator('[data-device][data-state="busy"]');
    await expect.poll(() => busy.count(), { timeout: 10_000 }).toBe(0);
  });

  it('can be run again after it was cancelled', async () => {
    await writeLongJob();
    await generate('processing');
    await button('Cancel video 1').click();
    await batchIn('failed').waitFor();
    const cancelled = await page.locator('[data-batch]').getAttribute('data-batch');

    await button('Retry failed (1)').click();
    await batchIn('processing').waitFor();
    expect(await page.locator('[data-batch]').getAttribute('data-batch')).not.toBe(cancelled);
    await button('Cancel all').click();
    await batchIn('failed').waitFor();
  });

  it('is found by somebody who opens the page anew', async () => {
    await writeLongJob();
    await generate('processing');
    const other = await (await browser.newContext()).newPage();
    await other.goto(portal.url);
    await other.locator('[data-job][data-state="running"]').waitFor();
    await other.getByRole('button', { name: 'Cancel video 1' }).click();
    // The first page hears of it without asking.
    const state = () => jobs().first().getAttribute('data-state');
    await expect.poll(state, { timeout: 10_000 }).toBe('cancelled');
    await other.context().close();
  });

  it('is not shown as live once the server is gone', async () => {
    const gone = await PortalProcess.start();
    await page.goto(gone.url);
    const connection = () => page.locator('.header [role="status"]').textContent();
    await expect.poll(connection, { timeout: 10_000 }).toBe('Live');
    await gone.stop();
    await expect.poll(connection, { timeout: 20_000 }).toMatch(/^No answer, last heard/);
  });
});

describe('the form', () => {
  it('shows what the server refuses beside the field it is about', async () => {
    await write('a', 'b');
    await page.getByText('Own settings of prompt 2').click();
    const width = page.locator('[data-prompt="2"]').getByLabel('Width', { exact: true });
    await width.fill('17');
    await button(/^Generate/).click();
    await expect.poll(() => width.getAttribute('aria-invalid'), { timeout: 10_000 }).toBe('true');
    const describedBy = (await width.getAttribute('aria-describedby'))?.split(' ')[0];
    expect(await page.locator(`[id="${describedBy}"]`).textContent()).toMatch(/16/);
    expect(await page.evaluate('document.activeElement.id')).toBe(await width.getAttribute('id'));
  });

  it('changes a prompt only when its proposal is accepted, and can undo that', async () => {
    const words = 'a dog called "Rex" runs on the beach';
    await write(words);
    await button('Enhance prompt 1').click();
    const proposal = page.getByRole('group', { name: 'Proposal for prompt 1' });
    await proposal.locator('ins').first().waitFor();
    expect(await prompt(1).inputValue()).toBe(words);
    await button('Use this').click();
    expect(await prompt(1).inputValue()).toMatch(/^a dog called "Rex" runs on the beach.{10,}/);
    await button('Undo').click();
    expect(await prompt(1).inputValue()).toBe(words);
  });

  it('keeps what was typed over a reload', async () => {
    await write('first', 'second');
    await page.reload();
    expect(await prompt(2).inputValue()).toBe('second');
  });

  it('can be used with the keyboard alone', async () => {
    await prompt(1).focus();
    await page.keyboard.type('a blue cube turns');
    await page.keyboard.press('Control+Enter');
    await batchIn('complete').waitFor();
    expect(await jobs().first().textContent()).toContain('a blue cube turns');
  });
});

describe('a narrow screen', () => {
  it('never scrolls sideways at 360 pixels', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await write('averyveryveryverylongwordwithoutanyspaceinsideitatallwhichcannotbebroken'.repeat(3));
    await page.getByText('Settings for all prompts').click();
    await page.getByText('Own settings').first().click();
    await generate('complete');
    await page.locator('video').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});

describe('a server that asks for an API key', () => {
  it('is usable once the key is given', async () => {
    const locked = await PortalProcess.start({ API_KEYS: 'ann:0123456789abcdef0123' });
    try {
      await page.goto(locked.url);
      await page.getByLabel('This server asks for an API key').fill('0123456789abcdef0123');
      await button('Use this key').click();
      await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      await write('a red ball');
      await generate('complete');
      const [download] = await Promise.all([page.waitForEvent('download'), button('Download ZIP').click()]);
      expect(zipEntries(await readFile(await download.path())).length).toBeGreaterThan(0);
    } finally {
      await locked.stop();
    }
  });
});

describe('the example for integrators', () => {
  it('walks the calls of a batch to its ZIP', async () => {
    await page.goto(`${portal.url}/static/frontend_examples/demo_complete.html`);
    await button('Generate a batch').click();
    await page.getByRole('link', { name: /batch_download/ }).waitFor();
    expect(await page.locator('#batch-videos video').count()).toBe(2);
  });

  it('walks the calls of one video', async () => {
    await page.goto(`${portal.url}/static/frontend_examples/demo_complete.html`);
    await button('Generate one video').click();
    await page.locator('#single-videos video').waitFor();
    expect(await page.locator('#single-calls .call').allTextContents()).toEqual([
      expect.stringContaining('POST /api/video/single_inference'),
      expect.stringContaining('"complete"'),
    ]);
  });
});
