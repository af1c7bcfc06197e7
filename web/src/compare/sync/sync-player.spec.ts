import { describe, expect, it } from 'vitest';
import { type Clip, frameAt, middleOf, SyncPlayer } from './sync-player.js';

/** A clip as a browser plays it, a little too fast or too slow; time goes on only with `pass`. */
class FakeClip implements Clip {
  currentTime = 0;
  playbackRate = 1;
  readyState = 4;
  seeking = false;
  paused = true;
  plays = 0;
  /** Until it moves after it was told to play. */
  #lateness = 0;

  constructor(
    readonly duration: number,
    private readonly speed = 1,
    private readonly lateSeconds = 0,
  ) {}

  play(): Promise<void> {
    this.paused = false;
    this.plays += 1;
    this.#lateness = this.lateSeconds;
    return Promise.resolve();
  }

  pause(): void {
    this.paused = true;
  }

  pass(seconds: number): void {
    this.#lateness -= seconds;
    if (!this.paused && this.#lateness < 0)
      this.currentTime = Math.min(this.duration, this.currentTime + seconds * this.playbackRate * this.speed);
  }
}

const FPS = 24;
const TICK = 1 / 60;

/** Lets time pass, and says how far apart the clips were at most. */
function run(sut: SyncPlayer, clips: readonly FakeClip[], seconds: number, from = 0): number {
  let apart = 0;
  for (let tick = 0; tick < seconds / TICK; tick += 1) {
    sut.tick((from + tick * TICK) * 1000);
    for (const clip of clips) clip.pass(TICK);
    const times = clips.filter(({ paused }) => !paused).map(({ currentTime }) => currentTime);
    if (times.length > 1) apart = Math.max(apart, Math.max(...times) - Math.min(...times));
  }
  return apart;
}

function playerWith(...clips: FakeClip[]): SyncPlayer {
  const sut = new SyncPlayer();
  for (const clip of clips) sut.add(clip, FPS);
  return sut;
}

describe('frames', () => {
  it('are found from times and back', () => {
    for (let frame = 0; frame < 200; frame += 1) expect(frameAt(middleOf(frame, 29.97), 29.97)).toBe(frame);
    expect([frameAt(0, 24), frameAt(1 / 24, 24), frameAt(-1, 24)]).toEqual([0, 1, 0]);
  });
});

describe('SyncPlayer', () => {
  it('keeps eight clips that play unevenly within one frame', () => {
    const clips = [0.97, 0.98, 0.99, 1, 1, 1.01, 1.02, 1.03].map((speed) => new FakeClip(10, speed));
    const sut = playerWith(...clips);
    sut.play();
    expect(run(sut, clips, 9)).toBeLessThan(1 / FPS);
    expect(clips.every(({ plays }) => plays === 1)).toBe(true);
  });

  it('takes the time from the clips, so that one that begins late is not hurried for ever', () => {
    const clips = [0, 0.02, 0.03].map((late) => new FakeClip(10, 1, late));
    const sut = playerWith(...clips);
    sut.play();
    expect(run(sut, clips, 3)).toBeLessThan(1 / FPS);
    expect(clips.every(({ plays }) => plays === 1)).toBe(true);
    expect(clips.map(({ playbackRate }) => playbackRate)).toEqual([1, 1, 1]);
  });

  it('stops all of them when one was stopped from outside, and goes on with it', () => {
    const clips = [new FakeClip(10), new FakeClip(10), new FakeClip(10)];
    const sut = playerWith(...clips);
    sut.play();
    run(sut, clips, 1);
    clips[1]?.pause();
    const apart = run(sut, clips, 1, 1);
    expect(apart).toBeLessThan(1 / FPS);
    expect(clips.map(({ paused }) => paused)).toEqual([false, false, false]);
    expect(frameAt(clips[1]?.currentTime ?? 0, FPS)).toBe(frameAt(clips[0]?.currentTime ?? 0, FPS));
  });

  it('plays all the same where a machine cannot begin with all of them at once', () => {
    const clips = [new FakeClip(10), new FakeClip(10, 1, 0.1)];
    const sut = playerWith(...clips);
    sut.play();
    run(sut, clips, 3);
    expect(sut.getMoment().state).toBe('playing');
    expect(sut.getMoment().seconds).toBeGreaterThan(1);
  });

  it('waits for one that has nothing to show yet, and begins with all at the same frame', () => {
    const clips = [new FakeClip(10), new FakeClip(10)];
    const sut = playerWith(...clips);
    sut.play();
    run(sut, clips, 1);
    const [first, late] = clips;
    if (first === undefined || late === undefined) throw new Error('there are two');
    late.readyState = 1;
    run(sut, clips, 2, 1);
    expect([sut.getMoment().state, first.paused]).toEqual(['settling', true]);
    const stopped = first.currentTime;
    expect(late.currentTime).toBe(stopped);
    late.readyState = 4;
    run(sut, clips, 0.5, 3);
    expect(sut.getMoment().state).toBe('playing');
    expect(first.currentTime - stopped).toBeLessThan(0.6);
  });

  it('begins again together at the end of the longest; a shorter one shows its last frame until then', () => {
    const [short, long] = [new FakeClip(1), new FakeClip(2)];
    const sut = playerWith(short, long);
    sut.play();
    run(sut, [short, long], 1.5);
    expect(frameAt(short.currentTime - 1e-3, FPS)).toBe(FPS - 1);
    run(sut, [short, long], 1, 1.5);
    expect(long.currentTime).toBeLessThan(1);
    expect(Math.abs(short.currentTime - long.currentTime)).toBeLessThan(1 / FPS);
  });

  it('steps frame by frame, all at once, and not beyond either end', () => {
    const clips = [new FakeClip(1), new FakeClip(1)];
    const sut = playerWith(...clips);
    sut.step(3);
    expect(clips.map(({ currentTime }) => frameAt(currentTime, FPS))).toEqual([3, 3]);
    sut.step(-9);
    expect(clips.map(({ currentTime }) => frameAt(currentTime, FPS))).toEqual([0, 0]);
    sut.step(1000);
    expect(clips.map(({ currentTime }) => frameAt(currentTime, FPS))).toEqual([FPS - 1, FPS - 1]);
  });

  it('shows the same moment in clips with different numbers of frames', () => {
    const [fast, slow] = [new FakeClip(2), new FakeClip(2)];
    const sut = new SyncPlayer();
    sut.add(fast, 24);
    sut.add(slow, 8);
    sut.seek(1.3);
    expect([frameAt(fast.currentTime, 24), frameAt(slow.currentTime, 8)]).toEqual([31, 10]);
    expect(sut.getMoment()).toMatchObject({ fps: 24, end: 2 });
  });

  it('lines up one that joins later', () => {
    const first = new FakeClip(4);
    const sut = playerWith(first);
    sut.seek(2);
    const joined = new FakeClip(4);
    sut.add(joined, FPS);
    expect(joined.currentTime).toBe(first.currentTime);
    sut.remove(first);
    sut.remove(joined);
    sut.play();
    expect(sut.getMoment()).toMatchObject({ state: 'paused', end: 0 });
  });

  it('tells its listeners of a new frame, and of nothing less', () => {
    const clips = [new FakeClip(10)];
    const sut = playerWith(...clips);
    let told = 0;
    const end = sut.subscribe(() => (told += 1));
    sut.play();
    run(sut, clips, 1);
    end();
    expect(told).toBeGreaterThan(FPS - 3);
    expect(told).toBeLessThan(FPS + 6);
  });
});
