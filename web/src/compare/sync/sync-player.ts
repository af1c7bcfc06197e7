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
}

/** Of `HTMLMediaElement.readyState`: the picture of this moment is there; and that of the next. */
const HAS_PICTURE = 2;
const HAS_NEXT = 3;
/** Frames apart from which waiting for each other is quicker than catching up. */
const MOST_FRAMES_APART = 3;
const MOST_RATE_CHANGE = 0.1;
/** A clip is put right once it is off by this part of a frame. */
const TOLERANCE_FRAMES = 0.25;

/** `settling`: everybody stands still and waits until all show the same moment. */
export type PlayState = 'paused' | 'settling' | 'playing';

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
 * Plays clips together: one clock for all, which waits for whoever is late. While they play, each is kept on the clock by
 * playing a little faster or slower; whoever is too far off lets all of them stop and begin together again.
 */
export class SyncPlayer {
  readonly #tracks = new Map<Clip, Track>();
  readonly #listeners = new Set<() => void>();
  #state: PlayState = 'paused';
  #seconds = 0;
  #lastTick = 0;
  #rate = 1;
  #moment: Moment = { state: 'paused', seconds: 0, end: 0, fps: 1 };

  readonly getMoment = (): Moment => this.#moment;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  add(clip: Clip, fps: number): void {
    this.#tracks.set(clip, { clip, fps });
    clip.pause();
    this.#alignOne({ clip, fps });
    if (this.#state === 'playing') this.#settle();
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
    if (this.#state === 'settling' && this.#isSettled()) this.#start(now);
    else if (this.#state === 'playing') this.#advance(now);
  }

  #advance(now: number): void {
    this.#seconds += ((now - this.#lastTick) / 1000) * this.#rate;
    this.#lastTick = now;
    if (this.#seconds >= this.#end()) {
      this.#seconds = 0;
      this.#settle();
    } else {
      for (const track of this.#tracks.values()) {
        if (!this.#keepOnClock(track)) {
          this.#settle();
          break;
        }
      }
    }
    this.#publish();
  }

  /** @returns false where it has to be waited for */
  #keepOnClock({ clip, fps }: Track): boolean {
    // A shorter one shows its last picture until the longest one ends.
    if (this.#seconds >= clip.duration - 0.5 / fps) return true;
    if (clip.readyState < HAS_NEXT || clip.seeking) return false;
    const ahead = clip.currentTime - this.#seconds;
    if (Math.abs(ahead) * fps > MOST_FRAMES_APART) return false;
    const isOff = Math.abs(ahead) * fps > TOLERANCE_FRAMES;
    const change = isOff ? Math.max(-MOST_RATE_CHANGE, Math.min(MOST_RATE_CHANGE, ahead * 2)) : 0;
    const rate = this.#rate * (1 - change);
    if (clip.playbackRate !== rate) clip.playbackRate = rate;
    return true;
  }

  #settle(): void {
    this.#state = 'settling';
    this.#align();
  }

  #isSettled(): boolean {
    return [...this.#tracks.values()].every(({ clip }) => !clip.seeking && clip.readyState >= HAS_PICTURE);
  }

  #start(now: number): void {
    this.#state = 'playing';
    this.#lastTick = now;
    for (const { clip, fps } of this.#tracks.values()) {
      clip.playbackRate = this.#rate;
      if (this.#seconds >= clip.duration - 0.5 / fps) continue;
      clip.play().catch(() => {
        // Not allowed, or taken away in the middle: the next tick finds it standing still.
      });
    }
    this.#publish();
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
