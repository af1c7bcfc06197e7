/** How many frames there are in a video, and in a second of it. */
export interface Clip {
  frames: number;
  fps: number;
}

export interface FramesApart {
  /** How many frames the pictures on the screen were apart at most; the first follows the last. */
  apart: number;
  /** Moments at which the picture of every video is known. */
  samples: number;
  /** Samples with the videos apart by more than one frame. */
  outOfSync: number;
  /** The highest number of a frame. */
  furthest: number;
}

/** A frame that a browser has put on the screen. */
export interface ShownFrame {
  /** When it was to be seen, in milliseconds. */
  at: number;
  frame: number;
  /** How many this video had put on the screen by then: where one is left out here, nobody knows when it was seen. */
  count: number;
}

/** Frames that a browser draws into one picture have the same time, to its rounding. */
const SAME_PICTURE_MS = 1;

/** From what each video has shown: how far apart they were at every moment at which all of them are known. */
export function framesApart(videos: readonly (readonly ShownFrame[])[], length: number): FramesApart {
  const seen = { apart: 0, samples: 0, outOfSync: 0, furthest: 0 };
  for (const moment of momentsOf(videos)) {
    const frames = videos.map((shown) => frameSeen(shown, moment));
    const known = frames.filter((frame) => frame !== undefined);
    if (known.length < videos.length) continue;
    const apart = mostApart(known, length);
    seen.samples += 1;
    seen.apart = Math.max(seen.apart, apart);
    seen.furthest = Math.max(seen.furthest, ...known);
    if (apart > 1) seen.outOfSync += 1;
  }
  return seen;
}

/** The first frame follows the last one: so do videos that are played in a loop. */
export function mostApart(frames: readonly number[], length: number): number {
  let most = 0;
  for (const one of frames) {
    for (const other of frames) {
      const apart = Math.abs(one - other);
      most = Math.max(most, Math.min(apart, length - apart));
    }
  }
  return most;
}

function momentsOf(videos: readonly (readonly ShownFrame[])[]): number[] {
  const moments: number[] = [];
  for (const at of videos
    .flat()
    .map((shown) => shown.at)
    .toSorted((a, b) => a - b)) {
    if (at - (moments.at(-1) ?? -Infinity) > SAME_PICTURE_MS) moments.push(at);
  }
  return moments;
}

function frameSeen(shown: readonly ShownFrame[], moment: number): number | undefined {
  const index = shown.findLastIndex(({ at }) => at <= moment + SAME_PICTURE_MS);
  const [now, next] = [shown[index], shown[index + 1]];
  if (now === undefined) return undefined;
  const isOfThisPicture = moment - now.at <= SAME_PICTURE_MS;
  return isOfThisPicture || next?.count === now.count + 1 ? now.frame : undefined;
}
