import { afterEach, describe, expect, it } from 'vitest';
import { ThreadRunner } from './language-thread.js';

/** A worker that says the prompt back, or does what the prompt tells it to. */
const OBEYS = `
  import { parentPort, threadId } from 'node:worker_threads';
  parentPort.on('message', ({ id, operation }) => {
    const { prompt } = operation;
    if (prompt === 'hang') for (;;);
    if (prompt === 'crash') process.exit(3);
    if (prompt === 'throw') throw new Error('broken');
    if (prompt === 'refuse') parentPort.postMessage({ id, error: 'no such word' });
    else if (prompt === 'thread') parentPort.postMessage({ id, answer: String(threadId) });
    else parentPort.postMessage({ id, answer: prompt });
  });
  parentPort.postMessage({ kind: 'ready' });
`;

const runners: ThreadRunner[] = [];

function runnerOf(source: string): ThreadRunner {
  const runner = new ThreadRunner(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  runners.push(runner);
  return runner;
}

const ask = (sut: ThreadRunner, prompt: string, signal?: AbortSignal) =>
  sut.run({ kind: 'extract', prompt }, signal);

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
});

describe('ThreadRunner', () => {
  it('gives each of many calls its own answer', async () => {
    const sut = runnerOf(OBEYS);
    const prompts = Array.from({ length: 200 }, (_, index) => `prompt ${index}`);
    expect(await Promise.all(prompts.map((prompt) => ask(sut, prompt)))).toEqual(prompts);
  });

  it('keeps one worker from call to call', async () => {
    const sut = runnerOf(OBEYS);
    expect(await ask(sut, 'thread')).toBe(await ask(sut, 'thread'));
  });

  it('ends a worker that takes more than two seconds, and answers the next call with a new one', async () => {
    const sut = runnerOf(OBEYS);
    const late = ask(sut, 'hang');
    const next = ask(sut, 'a cat');
    await expect(late).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'timeout',
      message: 'the language work took more than 2000 ms',
    });
    expect(await next).toBe('a cat');
  }, 20_000);

  it.each(['crash', 'throw'])('says that a worker failed, and starts another (%s)', async (prompt) => {
    const sut = runnerOf(OBEYS);
    const first = await ask(sut, 'thread');
    await expect(ask(sut, prompt)).rejects.toMatchObject({ name: 'ProviderError', kind: 'unreachable' });
    expect(await ask(sut, 'thread')).not.toBe(first);
  });

  it('hands on what the work says went wrong, and keeps the worker', async () => {
    const sut = runnerOf(OBEYS);
    const first = await ask(sut, 'thread');
    await expect(ask(sut, 'refuse')).rejects.toMatchObject({
      kind: 'unusable-answer',
      message: 'the language work failed: no such word',
    });
    expect(await ask(sut, 'thread')).toBe(first);
  });

  it('says that a worker cannot start, each time it is asked', async () => {
    const sut = runnerOf('throw new Error("no words");');
    for (const prompt of ['a cat', 'a dog'])
      await expect(ask(sut, prompt)).rejects.toMatchObject({
        kind: 'unreachable',
        message: expect.stringContaining('no words') as string,
      });
  });

  it('takes no notice of answers that nobody waits for', async () => {
    const sut = runnerOf(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ id, operation }) => {
        parentPort.postMessage({ id: id - 1, answer: 'stale' });
        parentPort.postMessage({ id, answer: operation.prompt });
        parentPort.postMessage({ id, answer: 'twice' });
      });
      parentPort.postMessage({ kind: 'ready' });
    `);
    expect(await Promise.all(['one', 'two'].map((prompt) => ask(sut, prompt)))).toEqual(['one', 'two']);
  });

  it('fails what runs and what waits when it is stopped, and starts nothing again', async () => {
    const sut = runnerOf(OBEYS);
    await ask(sut, 'a cat');
    const calls = ['hang', 'a dog'].map((prompt) => ask(sut, prompt));
    const outcomes = Promise.allSettled(calls);
    await sut.stop();
    const refused = {
      status: 'rejected',
      reason: expect.objectContaining({ kind: 'unreachable' }) as unknown,
    };
    expect(await outcomes).toEqual([refused, refused]);
    await expect(ask(sut, 'a fox')).rejects.toMatchObject({ message: 'the language worker was stopped' });
  });

  it('can be stopped before it was ever used, and twice', async () => {
    const sut = runnerOf(OBEYS);
    await sut.stop();
    await expect(sut.stop()).resolves.toBeUndefined();
  });
});

describe('an aborted call', () => {
  it('ends at once, while the call before it still gets its answer', async () => {
    const sut = runnerOf(OBEYS);
    const before = ask(sut, 'a cat');
    const controller = new AbortController();
    const aborted = ask(sut, 'crash', controller.signal);
    controller.abort(new Error('the client went away'));
    await expect(aborted).rejects.toThrow('the client went away');
    expect(await before).toBe('a cat');
  });

  it('never reaches the worker while it waits for its turn', async () => {
    const sut = runnerOf(OBEYS);
    const first = ask(sut, 'thread');
    const controller = new AbortController();
    const aborted = ask(sut, 'crash', controller.signal);
    controller.abort(new Error('the client went away'));
    await expect(aborted).rejects.toThrow('the client went away');
    expect(await ask(sut, 'thread')).toBe(await first);
  });

  it('ends while it runs, and the next call is answered', async () => {
    const sut = runnerOf(OBEYS);
    await ask(sut, 'a cat');
    const controller = new AbortController();
    const running = ask(sut, 'hang', controller.signal);
    const next = ask(sut, 'a dog');
    controller.abort(new Error('time is up'));
    await expect(running).rejects.toThrow('time is up');
    expect(await next).toBe('a dog');
  }, 20_000);

  it('is refused where its signal was aborted before', async () => {
    const reason = new Error('too late');
    await expect(ask(runnerOf(OBEYS), 'a cat', AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
