/** What a video element has, as far as it is needed here. Times in seconds. */
export interface Clip {
  currentTime: number;
  playbackRate: number;
  readonly duration: number;
  readonly readyState: number;
  readonly seeking: boolean;
  readonly paused: boolean;
  play: () => Promise<void>;
  pause: () => void;
}

interface Track {
  clip: Clip;
  fps: number;
  /** Where it stood when it was last started. */
  from: number;
}

/** Of `HTMLMediaElement.readyState`: the picture of this moment is there; and that of the next. */
const HAS_PICTURE = 2;
const HAS_NEXT = 3;
/** Of a frame: farther apart they would show different pictures for longer than the eye forgives. */
const MOST_APART = 0.9;
const MOST_RATE_CHANGE = 0.1;
/** A clip is put right once it is off by this part of a frame, within about this time. */
const TOLERANCE_FRAMES = 0.1;
const CATCH_UP_SECONDS = 0.2;
/** A machine that cannot start them closely enough shows them all the same, at most so many times farther apart. */
const MOST_PATIENCE = 4;
const PATIENCE_GROWTH = 1.5;
/** After so long in step, it is asked for all of its precision again. */
const IN_STEP_MS = 2_000;

/**
 * `settling`: everybody stands still and waits until all show the same moment; `starting`: until each of them has begun
 * to move, which takes one browser longer than another.
 */
export type PlayState = 'paused' | 'settling' | 'starting' | 'playing';

export interface Moment {
  state: PlayState;
  seconds: number;
  /** Length of the longest clip. */
  end: number;
  /** Of the clip with the most frames a second: what a step is. */
  fps: number;
}

/** The frame that is seen at a time. */
export function frameAt(seconds: number, fps: number): number {
  return Math.max(0, Math.floor(seconds * fps + 1e-6));
}

/** In the middle of a frame no rounding shows another one. */
export function middleOf(frame: number, fps: number): number {
  return (frame + 0.5) / fps;
}

/**
 * Plays clips together, within one frame of each other. While they play, the clock is the middle one of them, and each is
 * kept on it by playing a little faster or slower; where one is late by nearly a frame, or was stopped from outside, all of
 * them stop and begin together again.
 */
export class SyncPlayer {
  readonly #tracks = new Map<Clip, Track>();
  readonly #listeners = new Set<() => void>();
  #state: PlayState = 'paused';
  #seconds = 0;
  #startedAt = 0;
  #patience = 1;
  #rate = 1;
  #moment: Moment = { state: 'paused', seconds: 0, end: 0, fps: 1 };

  readonly getMoment = (): Moment => this.#moment;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(clip: Clip, fps: number): void {
    const track = { clip, fps, from: 0 };
    this.#tracks.set(clip, track);
    clip.pause();
    this.#alignOne(track);
    if (this.#state !== 'paused') this.#settle();
    this.#publish();
  }

  remove(clip: Clip): void {
    this.#tracks.delete(clip);
    this.#seconds = Math.min(this.#seconds, this.#end());
    if (this.#tracks.size === 0) this.#state = 'paused';
    this.#publish();
  }

  play(): void {
    if (this.#tracks.size === 0 || this.#state !== 'paused') return;
    if (this.#seconds >= this.#end() - 0.5 / this.#fps()) this.#seconds = 0;
    this.#settle();
    this.#publish();
  }

  pause(): void {
    this.#state = 'paused';
    this.#align();
    this.#publish();
  }

  seek(seconds: number): void {
    this.#seconds = Math.max(0, Math.min(seconds, this.#end()));
    if (this.#state === 'paused') this.#align();
    else this.#settle();
    this.#publish();
  }

  /** Stops, and goes on by whole frames. */
  step(frames: number): void {
    this.#state = 'paused';
    const fps = this.#fps();
    const last = Math.max(0, frameAt(this.#end() - 0.5 / fps, fps));
    const frame = Math.max(0, Math.min(last, frameAt(this.#seconds, fps) + frames));
    this.#seconds = middleOf(frame, fps);
    this.#align();
    this.#publish();
  }

  setRate(rate: number): void {
    this.#rate = rate;
    for (const { clip } of this.#tracks.values()) clip.playbackRate = rate;
  }

  /** To be called for every picture that the browser draws. `now` in milliseconds. */
  tick(now: number): void {
    if (this.#state === 'paused') return;
    if (this.#state === 'settling') {
      if (this.#isSettled()) this.#start(now);
    } else this.#follow(now);
    this.#publish();
  }

  /** Takes the time from those that run, and sees to it that they stay together. */
  #follow(now: number): void {
    const running = this.#running();
    if (running.length === 0) {
      this.#seconds = 0;
      this.#settle();
      return;
    }
    const times = running.map(({ clip }) => clip.currentTime).toSorted((a, b) => a - b);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    const isStuck = running.some(({ clip }) => clip.paused || clip.seeking || clip.readyState < HAS_NEXT);
    if (isStuck || (last - first) * this.#fps() > MOST_APART * this.#patience) {
      this.#startOver(now);
      return;
    }
    if (this.#state === 'starting') {
      if (!running.every(({ clip, from }) => clip.currentTime > from)) return;
      this.#state = 'playing';
      this.#startedAt = now;
    }
    if (now - this.#startedAt > IN_STEP_MS) this.#patience = 1;
    this.#seconds = times[times.length >> 1] ?? this.#seconds;
    for (const { clip } of running) this.#keepOnClock(clip);
  }

  /** A shorter one shows its last picture until the longest one ends. */
  #running(): Track[] {
    return [...this.#tracks.values()].filter(({ clip, fps }) => clip.currentTime < clip.duration - 0.5 / fps);
  }

  #keepOnClock(clip: Clip): void {
    const ahead = clip.currentTime - this.#seconds;
    const isOff = Math.abs(ahead) * this.#fps() > TOLERANCE_FRAMES;
    const change = Math.max(-MOST_RATE_CHANGE, Math.min(MOST_RATE_CHANGE, ahead / CATCH_UP_SECONDS));
    const rate = this.#rate * (isOff ? 1 - change : 1);
    if (clip.playbackRate !== rate) clip.playbackRate = rate;
  }

  /** All of them from where the last one is; one that fell behind has lost nothing. */
  #startOver(now: number): void {
    const isSoon = this.#state === 'starting' || now - this.#startedAt < IN_STEP_MS;
    if (isSoon) this.#patience = Math.min(MOST_PATIENCE, this.#patience * PATIENCE_GROWTH);
    this.#settle();
  }

  #settle(): void {
    this.#state = 'settling';
    this.#align();
  }

  #isSettled(): boolean {
    const running = this.#running();
    return [...this.#tracks.values()].every(
      (track) =>
        !track.clip.seeking && track.clip.readyState >= (running.includes(track) ? HAS_NEXT : HAS_PICTURE),
    );
  }

  #start(now: number): void {
    this.#state = 'starting';
    this.#startedAt = now;
    for (const track of this.#running()) {
      const { clip } = track;
      track.from = clip.currentTime;
      clip.playbackRate = this.#rate;
      clip.play().catch(() => {
        // Not allowed, or taken away in the middle: the next tick finds it standing still.
      });
    }
  }

  #align(): void {
    for (const track of this.#tracks.values()) this.#alignOne(track);
  }

  #alignOne({ clip, fps }: Track): void {
    if (!clip.paused) clip.pause();
    const last = Math.max(0, frameAt(clip.duration - 0.5 / fps, fps));
    const wanted = middleOf(Math.min(last, frameAt(this.#seconds, fps)), fps);
    if (Math.abs(clip.currentTime - wanted) > 1e-3) clip.currentTime = wanted;
  }

  #end(): number {
    return Math.max(0, ...Array.from(this.#tracks.values(), ({ clip }) => clip.duration));
  }

  #fps(): number {
    return Math.max(1, ...Array.from(this.#tracks.values(), ({ fps }) => fps));
  }

  #publish(): void {
    const [end, fps] = [this.#end(), this.#fps()];
    // To the frame: nobody has to be told of less.
    const seconds = Math.min(end, frameAt(this.#seconds, fps) / fps);
    const state = this.#state;
    const old = this.#moment;
    if (old.state === state && old.seconds === seconds && old.end === end && old.fps === fps) return;
    this.#moment = { state, seconds, end, fps };
    for (const listener of this.#listeners) listener();
  }
}
