import type { Page } from 'playwright-core';

/** What was on the screen while the videos of a page played. */
export interface FramesSeen {
  /** How many frames the pictures on the screen were apart at most. */
  apart: number;
  /** How many frames the videos' own times were apart at most: without what a busy machine draws late. */
  clocksApart: number;
  /** Pictures drawn with a video in motion. */
  samples: number;
  /** Samples with the videos apart by more than one frame. */
  outOfSync: number;
  /** The highest number of a frame. */
  furthest: number;
}

/**
 * Watches every `<video>` of the page by the frames that the browser really puts on the screen
 * (`requestVideoFrameCallback`), and by their own times. Counted is every picture in which one of them moves, once all of
 * them have shown something since they last jumped.
 * @param fps frames a second of all of them
 */
export function watchFrames(page: Page, fps: number, seconds: number): Promise<FramesSeen> {
  return page.evaluate<FramesSeen>(`new Promise((resolve) => {
    const fps = ${fps};
    const videos = [...document.querySelectorAll('video')];
    const shown = new Map();
    const until = performance.now() + ${seconds * 1000};
    const seen = { apart: 0, clocksApart: 0, samples: 0, outOfSync: 0, furthest: 0 };
    for (const video of videos) {
      const note = (now, { mediaTime }) => {
        if (!video.seeking) shown.set(video, Math.round(mediaTime * fps));
        video.requestVideoFrameCallback(note);
      };
      video.requestVideoFrameCallback(note);
      video.addEventListener('seeking', () => shown.delete(video));
    }
    // The callbacks above come before this one, for the same picture.
    const look = (now) => {
      const frames = [...shown.values()];
      if (frames.length === videos.length && videos.some((video) => !video.paused)) {
        const spread = (numbers) => Math.max(...numbers) - Math.min(...numbers);
        const apart = spread(frames);
        const clocksApart = spread(videos.map((video) => video.currentTime * fps));
        seen.clocksApart = Math.max(seen.clocksApart, clocksApart);
        seen.samples += 1;
        seen.apart = Math.max(seen.apart, apart);
        seen.furthest = Math.max(seen.furthest, ...frames);
        if (apart > 1) seen.outOfSync += 1;
      }
      if (now < until) requestAnimationFrame(look);
      else resolve(seen);
    };
    requestAnimationFrame(look);
  })`);
}

/** The frame that each video of the page shows, while nothing plays; undefined where one still looks for it. */
export function framesShown(page: Page, fps: number): Promise<(number | undefined)[]> {
  return page.evaluate<(number | undefined)[]>(
    `[...document.querySelectorAll('video')].map((video) =>
      video.seeking || video.readyState < 2 ? undefined : Math.floor(video.currentTime * ${fps} + 1e-6))`,
  );
}
