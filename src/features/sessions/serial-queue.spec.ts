import { describe, expect, it } from 'vitest';
import { SerialQueue } from './serial-queue.js';

function closedGate() {
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open: () => open() };
}

describe('work on one key', () => {
  it('is done in the order of the calls, also after some of it failed', async () => {
    const sut = new SerialQueue<string>();
    const done: number[] = [];
    const { gate, open } = closedGate();
    const first = sut.run('a', async () => {
      await gate;
      done.push(1);
      throw new Error('first');
    });
    const second = sut.run('a', () => Promise.resolve(done.push(2)));
    const other = sut.run('b', () => Promise.resolve(done.push(3)));

    await other;
    open();
    await expect(first).rejects.toThrow('first');
    await second;

    expect(done).toEqual([3, 1, 2]);
  });

  it('is waited for, whatever comes of it', async () => {
    const sut = new SerialQueue<string>();
    const { gate, open } = closedGate();
    const work = sut.run('a', () => gate);
    const failing = sut.run('a', () => Promise.reject(new Error('no')));
    let isSettled = false;
    const settled = sut.settled().then(() => (isSettled = true));
    await Promise.resolve();
    expect(isSettled).toBe(false);

    open();
    await work;
    await expect(failing).rejects.toThrow('no');
    await expect(settled).resolves.toBe(true);
  });
});
