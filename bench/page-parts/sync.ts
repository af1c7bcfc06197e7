import type { Page } from 'playwright-core';
import { type FramesSeen, watchFrames } from '../../test/browser/frame-watch.ts';
import { countFrames, type ScreenSeen, watchScreen } from '../../test/browser/screen-watch.ts';
import { freshPage, startBrowser, startReadyPortal } from '../support/browser.ts';
import type { Bench, Row } from '../support/figure.ts';
import { rounded } from '../support/statistics.ts';
import { finishedBatch } from './finished-batch.ts';

const FPS = 24;
const FRAMES = 81;
const CLIP = { fps: FPS, frames: FRAMES };

/** How far eight videos that play together are apart, by the frames on the screen. */
export async function sync(bench: Bench): Promise<Row[]> {
  const server = await startReadyPortal(bench, bench.folder('page-sync'));
  const page = await freshPage(await startBrowser(bench));
  const id = await finishedBatch(page, server.url, { num_frames: FRAMES, fps: FPS, width: 128, height: 128 });
  await play(page, server.url, id);
  const seconds = bench.isQuick ? 8 : 30;
  const played = await watchFrames(page, CLIP, seconds);
  const stalled = await stallOne(page);
  await countFrames(page, CLIP);
  await page.goto('about:blank');
  await play(page, server.url, id);
  const screen = await watchScreen(page, CLIP, seconds);
  return [
    {
      figure: 'page: eight videos played together, frames apart at most',
      budget: '<= 1',
      measured: `${rounded(played.clocksApart)} by their times, ${played.apart} on the screen`,
      isWithin: played.samples > 0 && played.clocksApart <= 1 && played.apart <= 1,
      note: `${FPS} frames a second, ${seconds} s with the loops: ${told(played)}`,
      numbers: { ...played },
    },
    {
      figure: 'page: the same, while one of them is stopped from outside every second',
      budget: '<= 1',
      measured: `${rounded(stalled.clocksApart)} by their times, ${stalled.apart} on the screen`,
      isWithin: stalled.samples > 0 && stalled.clocksApart <= 1 && stalled.apart <= 1,
      note: told(stalled),
      numbers: { ...stalled },
    },
    {
      figure: 'page: eight videos played together, frames apart at most in the pixels of the screen',
      budget: '<= 1',
      measured: `${screen.apart}`,
      isWithin: screen.frames > FPS && screen.apart <= 1,
      note: toldOfScreen(screen),
      numbers: { ...screen },
    },
  ];
}

async function play(page: Page, url: string, batch: string): Promise<void> {
  await page.goto(`${url}/#/compare/${batch}`);
  await page.locator('[data-tile]').nth(7).waitFor();
  await page.evaluate(ALL_THERE);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
}

/** Something outside of the page, a power saver for example, stops one of them every second. */
async function stallOne(page: Page): Promise<FramesSeen> {
  await page.evaluate(
    `window.stalling = setInterval(() => document.querySelectorAll('video')[3].pause(), 1000)`,
  );
  const seen = await watchFrames(page, CLIP, 6);
  await page.evaluate('clearInterval(window.stalling)');
  return seen;
}

const toldOfScreen = ({ pictures, frames, outOfSync }: ScreenSeen): string =>
  `${pictures} pictures with ${frames} different frames, ${outOfSync} of them with more than one between two videos`;

const told = ({ samples, outOfSync }: FramesSeen): string =>
  `${samples} pictures, ${outOfSync} of them with more than one frame between two videos`;

const ALL_THERE = `new Promise((resolve) => {
  const look = () => {
    if ([...document.querySelectorAll('video')].every((video) => video.readyState >= 3)) resolve();
    else requestAnimationFrame(look);
  };
  look();
})`;
