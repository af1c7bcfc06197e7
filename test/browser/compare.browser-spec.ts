import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.js';
import { launchChromium } from './chromium.js';
import { framesShown, watchFrames } from './frame-watch.js';
import { PortalProcess } from './portal-process.js';
import { countFrames, watchScreen } from './screen-watch.js';

const FPS = 12;
const FRAMES = 33;
const CLIP = { fps: FPS, frames: FRAMES };
const HOSTILE = 'a red ball <img src=x onerror="window.wasRun = true"> rolls';

interface Batch {
  id: string;
  state: string;
  jobs: { id: string; fps: number; num_frames: number; starred: boolean; rating: number | null }[];
}

let portal: PortalProcess;
let browser: Browser;
let page: Page;
let batch: Batch;
let problems: string[];

beforeAll(async () => {
  [portal, browser] = await Promise.all([PortalProcess.start(), launchChromium()]);
  const shape = { fps: FPS, num_frames: FRAMES };
  const prompts = [
    { prompt: HOSTILE, steps: 5, ...shape },
    ...Array.from({ length: 7 }, (_, i) => ({
      prompt: `a red ball rolls, take ${i + 2}`,
      seed: i,
      ...shape,
    })),
  ];
  const made = await fetch(`${portal.url}/api/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompts }),
  });
  const { id } = (await made.json()) as Batch;
  do {
    await new Promise((resolve) => setTimeout(resolve, 200));
    batch = (await (await fetch(`${portal.url}/api/batches/${id}`)).json()) as Batch;
  } while (batch.state === 'processing');
  if (batch.state !== 'complete') throw new Error(`The batch ended as ${batch.state}`);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

beforeEach(() => open());

afterEach(async () => {
  await page.context().close();
  if (problems.length > 0) throw new Error(`The page reported errors:\n${problems.join('\n')}`);
});

async function open(options: BrowserContextOptions = {}): Promise<void> {
  await page?.context().close();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  await page.goto(`${portal.url}/#/compare/${batch.id}`);
  await expect.poll(() => allReady(), { timeout: 30_000 }).toBe(true);
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const tiles = () => page.locator('[data-tile]');
const allReady = () =>
  page.evaluate<boolean>(
    `(() => { const all = [...document.querySelectorAll('video')]; return all.length > 0 && all.every((v) => v.readyState >= 2 && !v.seeking); })()`,
  );
const frame = async (): Promise<number> =>
  Number((await page.locator('.transport__time').innerText()).split(' ')[0]);

async function shoot(name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `compare-${name}.png`), fullPage: true });
}

/** The one frame that all of them show, once none looks for it any more. */
async function frameOfAll(): Promise<number> {
  await expect.poll(allReady).toBe(true);
  const frames = await framesShown(page, FPS);
  expect(new Set(frames).size).toBe(1);
  return frames[0] ?? Number.NaN;
}

describe('eight videos of a batch', () => {
  it('play together within one frame, also over the loop, and stop at the same one', async () => {
    expect(await tiles().count()).toBe(8);
    await button('Play').click();
    const seen = await watchFrames(page, CLIP, 5);
    expect(seen.samples).toBeGreaterThan(20);
    expect(seen.furthest).toBeGreaterThan(FRAMES / 2);
    expect(seen.clocksApart).toBeLessThan(1);
    expect(seen.apart).toBeLessThanOrEqual(1);
    await button('Pause').click();
    expect(await frameOfAll()).toBe((await frame()) - 1);
    await shoot('grid');
  });

  it('are within one frame in the very pixels of the screen, over the loop and when one is stopped', async () => {
    await countFrames(page, CLIP);
    await page.reload();
    await expect.poll(() => allReady(), { timeout: 30_000 }).toBe(true);
    await button('Play').click();
    const played = await watchScreen(page, CLIP, 6);
    await page.evaluate(`document.querySelectorAll('video')[3].pause()`);
    const stopped = await watchScreen(page, CLIP, 3);
    expect(played.pictures).toBeGreaterThan(20);
    // A busy machine may draw a single picture late, never many; the bench tells of a quiet one.
    expect(played.outOfSync / played.pictures).toBeLessThan(0.05);
    // The others go on until the page hears of it, which a busy machine may tell it late; once, not for good.
    expect(stopped.pictures).toBeGreaterThan(10);
    expect(stopped.outOfSync).toBeLessThanOrEqual(2);
    expect(played.frames).toBeGreaterThan(FRAMES / 2);
  });

  it('step frame by frame and are scrubbed together, with the keyboard, too', async () => {
    await button('One frame on').click();
    await button('One frame on').click();
    expect(await frame()).toBe(3);
    expect(await frameOfAll()).toBe(2);

    await page.getByRole('slider', { name: 'Frame' }).focus();
    await page.keyboard.press('End');
    await expect.poll(frame).toBe(FRAMES);
    expect(await frameOfAll()).toBe(FRAMES - 1);
    await page.keyboard.press('ArrowLeft');
    await button('One frame back').press('Enter');
    expect(await frame()).toBe(FRAMES - 2);
    expect(await frameOfAll()).toBe(FRAMES - 3);
  });

  it('stay together after a scrub in the middle of playing', async () => {
    await button('Play').click();
    await watchFrames(page, CLIP, 1);
    const slider = page.getByRole('slider', { name: 'Frame' });
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageUp');
    const seen = await watchFrames(page, CLIP, 3);
    expect(seen.samples).toBeGreaterThan(10);
    expect(seen.clocksApart).toBeLessThan(1);
    await button('Pause').click();
    expect(await frameOfAll()).toBe((await frame()) - 1);
  });

  it('wait for one that stands still, and go on together', async () => {
    await button('Play').click();
    await watchFrames(page, CLIP, 1);
    // As a power saver does, or a tab that was out of sight.
    await page.evaluate(`document.querySelectorAll('video')[3].pause()`);
    const seen = await watchFrames(page, CLIP, 3);
    expect(seen.samples).toBeGreaterThan(10);
    expect(seen.clocksApart).toBeLessThan(1);
    const paused = () =>
      page.evaluate<number>(`[...document.querySelectorAll('video')].filter((v) => v.paused).length`);
    await expect.poll(paused).toBe(0);
    await button('Pause').click();
    expect(await frameOfAll()).toBe((await frame()) - 1);
  });

  it('are starred and rated, for good', async () => {
    const second = page.getByRole('article', { name: 'Video 2', exact: true });
    await second.getByRole('button', { name: 'Star video 2' }).click();
    await second.getByRole('radio', { name: '4 of 5' }).click();
    const judged = async () => {
      const { id } = batch.jobs[1] ?? { id: '' };
      const { starred, rating } = (await (
        await fetch(`${portal.url}/api/jobs/${id}`)
      ).json()) as Batch['jobs'][number];
      return [starred, rating];
    };
    await expect.poll(judged).toEqual([true, 4]);
    await page.reload();
    await second.getByRole('radio', { name: '4 of 5', checked: true }).waitFor();
  });
});

describe('two videos', () => {
  it('lie over each other with a wipe, and their differences are named', async () => {
    await page.getByText('Compare video 1', { exact: true }).click();
    await page.getByText('Compare video 3', { exact: true }).click();
    const pair = page.getByRole('region', { name: 'Video 1 and video 3' });
    expect(await pair.locator('ins').innerText()).toContain('take 3');
    expect(await pair.locator('tbody th').allInnerTexts()).toEqual(expect.arrayContaining(['Seed', 'Steps']));
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.evaluate('window.wasRun')).toBeUndefined();

    await pair.getByRole('slider', { name: 'Wipe' }).focus();
    await page.keyboard.press('Home');
    const clip = () =>
      pair
        .locator('video')
        .nth(1)
        .evaluate((video: { style: { clipPath: string } }) => video.style.clipPath);
    expect(await clip()).toContain('100%');
    await pair.getByText('Side by side').click();
    expect(await pair.locator('video').count()).toBe(2);
    await button('Play').click();
    expect((await watchFrames(page, CLIP, 2)).clocksApart).toBeLessThan(1);
    await shoot('pair');
  });
});

describe('taking home', () => {
  it('copies the prompt, and the command that makes the video again', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()');
    await button('Copy prompt of video 1').click();
    await expect.poll(clipboard).toBe(HOSTILE);
    await button('Copy curl of video 1').click();
    await expect.poll(clipboard).toContain('/api/jobs');
    const answer = execFileSync('sh', ['-c', await clipboard()], { encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({ prompt: HOSTILE, state: 'queued' });
  });
});

describe('more like this one', () => {
  it('leads to variations of the words behind a video', async () => {
    await button('More like this (video 2)').click();
    await page.getByRole('article', { name: 'Variation 8' }).waitFor();
    expect(await page.getByRole('article', { name: 'Variation 1', exact: true }).innerText()).toContain(
      'a red ball rolls',
    );
    expect(page.url()).toContain('#/tune/');
    expect(page.url()).not.toContain('/vary');
  });
});

describe.each(['light', 'dark'] as const)('a %s screen', (colorScheme) => {
  it('has nothing that axe-core calls serious, and never scrolls sideways at 360 pixels', async () => {
    await open({ colorScheme, viewport: { width: 360, height: 740 } });
    await page.getByText('Compare video 1', { exact: true }).click();
    await page.getByText('Compare video 2', { exact: true }).click();
    await page.getByRole('region', { name: 'Video 1 and video 2' }).waitFor();
    await shoot(`narrow-${colorScheme}`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.setViewportSize({ width: 1280, height: 900 });
    await shoot(`wide-${colorScheme}`);
  });
});
