import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { type Clip, mostApart } from '../support/frames-apart.ts';

/** What the pictures of the screen themselves show. */
export interface ScreenSeen {
  /** How many frames the videos were apart at most; the first follows the last. */
  apart: number;
  /** Those in which the number of each frame can be read. */
  pictures: number;
  /** Pictures with the videos apart by more than one frame. */
  outOfSync: number;
  /** How many different frames of the first video were seen: a still picture is in step, too. */
  frames: number;
}

const SIDE = 128;
const BITS = 8;
const SCRIPT = join(import.meta.dirname, '../support/make-counted-video.mjs');

/** In place of every video of the page comes one that shows the number of its frame. To be called before it loads them. */
export async function countFrames(page: Page, { frames, fps }: Clip): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reelsmith-counted-'));
  try {
    const path = join(folder, 'counted.mp4');
    execFileSync(process.execPath, [SCRIPT, path, ...[frames, fps, SIDE].map(String)]);
    const video = await readFile(path);
    await page.route('**/*.mp4', (route) => answer(route, video));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** With ranges, as the server does: a browser seeks by them. */
async function answer(route: Route, video: Buffer): Promise<void> {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(route.request().headers()['range'] ?? '') ?? [];
  const common = { contentType: 'video/mp4' };
  if (from === undefined) {
    await route.fulfill({ ...common, body: video, headers: { 'accept-ranges': 'bytes' } });
    return;
  }
  const first = Number(from);
  const last = to ? Number(to) : video.length - 1;
  const headers = {
    'accept-ranges': 'bytes',
    'content-range': `bytes ${first}-${last}/${video.length}`,
  };
  await route.fulfill({ ...common, status: 206, body: video.subarray(first, last + 1), headers });
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** So that all of them are in the window, and each bar is wide enough to be told apart. */
const MAKE_SMALL = `(() => {
  for (const part of document.querySelectorAll('[data-tile] > :not(video)')) part.style.display = 'none';
  for (const video of document.querySelectorAll('video')) {
    video.style.width = video.style.height = '${SIDE}px';
    video.style.objectFit = 'fill';
  }
  scrollTo(0, 0);
  return [...document.querySelectorAll('video')].map((video) => {
    const { x, y, width, height } = video.getBoundingClientRect();
    return { x, y, width, height };
  });
})()`;

/** Watches the screen itself, picture by picture as the browser hands them out, after {@link countFrames}. */
export async function watchScreen(page: Page, { frames }: Clip, seconds: number): Promise<ScreenSeen> {
  const boxes = await page.evaluate<Box[]>(MAKE_SMALL);
  const window = await page.context().newCDPSession(page);
  const pictures: string[] = [];
  window.on('Page.screencastFrame', ({ data, sessionId }) => {
    pictures.push(data);
    window.send('Page.screencastFrameAck', { sessionId }).catch(() => {
      // The window is being closed: there are no more pictures to ask for.
    });
  });
  await window.send('Page.startScreencast', { format: 'jpeg', quality: 60, everyNthFrame: 1 });
  await page.waitForTimeout(seconds * 1000);
  await window.send('Page.stopScreencast');
  await window.detach();
  const seen = { apart: 0, pictures: 0, outOfSync: 0, frames: 0 };
  const ofFirst = new Set<number>();
  for (const picture of pictures) {
    const shown = await numbersIn(Buffer.from(picture, 'base64'), boxes, page.viewportSize()?.width ?? 0);
    if (shown === undefined) continue;
    const apart = mostApart(shown, frames);
    ofFirst.add(shown[0] ?? 0);
    seen.pictures += 1;
    seen.apart = Math.max(seen.apart, apart);
    if (apart > 1) seen.outOfSync += 1;
  }
  return { ...seen, frames: ofFirst.size };
}

/** Undefined where a video is not yet where it was laid out, so that what stands there is no number. */
async function numbersIn(
  jpeg: Buffer,
  boxes: readonly Box[],
  windowWidth: number,
): Promise<number[] | undefined> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true });
  const scale = info.width / windowWidth;
  const read = ({ x, y, width, height }: Box, half: number): number => {
    let number = 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      const column = Math.round((x + (width * (bit + 0.5)) / BITS) * scale);
      const row = Math.round((y + height * half) * scale);
      if ((data[row * info.width + column] ?? 0) > 127) number |= 1 << bit;
    }
    return number;
  };
  const numbers = boxes.map((box) => ({ upper: read(box, 0.25), lower: read(box, 0.75) }));
  const isReadable = numbers.every(({ upper, lower }) => (upper ^ lower) === 2 ** BITS - 1);
  return isReadable ? numbers.map(({ upper }) => upper) : undefined;
}
