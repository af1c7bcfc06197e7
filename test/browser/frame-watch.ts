import type { Page } from 'playwright-core';
import { type Clip, type FramesApart, framesApart, type ShownFrame } from '../support/frames-apart.ts';

/** What was on the screen while the videos of a page played. */
export interface FramesSeen extends FramesApart {
  /** How many frames the videos' own times were apart at most: without what a busy machine draws late. */
  clocksApart: number;
}

interface Recording {
  videos: ShownFrame[][];
  clocksApart: number;
}

/**
 * Watches every `<video>` of the page by the frames that the browser really puts on the screen, also while they are
 * sought and at the loop, and by their own times while one of them moves.
 *
 * Frames are put together by the moment they are seen (`expectedDisplayTime`), not by the callbacks that run before one
 * `requestAnimationFrame`: those of frames in one picture may well be spread over two of them, which says nothing about
 * the screen.
 * @param clip what all of them are
 */
export async function watchFrames(page: Page, { fps, frames }: Clip, seconds: number): Promise<FramesSeen> {
  const { videos, clocksApart } = await page.evaluate<Recording>(recorder(fps, seconds));
  return { clocksApart, ...framesApart(videos, frames) };
}

const recorder = (fps: number, seconds: number): string => `new Promise((resolve) => {
  const fps = ${fps};
  const videos = [...document.querySelectorAll('video')];
  const recording = { videos: videos.map(() => []), clocksApart: 0 };
  const until = performance.now() + ${seconds * 1000};
  let isOver = false;
  videos.forEach((video, index) => {
    const note = (now, { mediaTime, expectedDisplayTime, presentedFrames }) => {
      if (isOver) return;
      const shown = { at: expectedDisplayTime, frame: Math.round(mediaTime * fps), count: presentedFrames };
      recording.videos[index].push(shown);
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  });
  const look = (now) => {
    if (videos.some((video) => !video.paused) && videos.every((video) => !video.seeking)) {
      const times = videos.map((video) => video.currentTime * fps);
      recording.clocksApart = Math.max(recording.clocksApart, Math.max(...times) - Math.min(...times));
    }
    isOver = now >= until;
    if (isOver) resolve(recording);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

/** The frame that each video of the page shows, while nothing plays; undefined where one still looks for it. */
export function framesShown(page: Page, fps: number): Promise<(number | undefined)[]> {
  return page.evaluate<(number | undefined)[]>(
    `[...document.querySelectorAll('video')].map((video) =>
      video.seeking || video.readyState < 2 ? undefined : Math.floor(video.currentTime * ${fps} + 1e-6))`,
  );
}
