import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JobView } from '../../features/jobs/index.js';
import type { JobId } from '../../kernel/ids.js';
import type { ClientSocket } from '../../platform/http/sockets/index.js';
import type { TalkQueueBody } from './talk.body.js';
import { TalkRoom } from './talk-room.js';

/** A listener, and what came with each write. */
class Listener {
  readonly writes: string[][] = [];

  get socket(): ClientSocket {
    const typeOf = (text: string) => (JSON.parse(text) as { type: string }).type;
    const listener = {
      send: (text: string) => this.writes.push([typeOf(text)]),
      sendAll: (texts: Buffer[]) => this.writes.push(texts.map((text) => typeOf(text.toString()))),
    };
    return listener as unknown as ClientSocket;
  }
}

const ID = 'request' as JobId;
const QUEUE: TalkQueueBody = {
  queue_size: 0,
  processing_count: 0,
  max_queue_size: 20,
  max_concurrent: 1,
  requests: [],
};

describe('TalkRoom', () => {
  let job: JobView;
  let sut: TalkRoom;
  let problems: unknown[];
  beforeEach(() => {
    problems = [];
    job = {
      state: 'running',
      attempts: [],
      artifacts: [],
      request: { id: ID, createdAt: 1, client: { facade: 'infinitetalk', id: 'one' } },
    } as unknown as JobView;
    sut = new TalkRoom({
      find: () => Promise.resolve(job),
      queue: () => Promise.resolve(QUEUE),
      fail: (error) => problems.push(error),
      now: () => 0,
    });
  });

  /** Everything that is under way has then happened. */
  const turns = async () => {
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    expect(problems).toEqual([]);
  };

  it('sends what happens in one turn of the event loop with one write', async () => {
    const listener = new Listener();
    sut.enter(listener.socket);
    await turns();
    sut.changed(ID);
    await turns();
    expect(listener.writes).toEqual([['queue_update'], ['status_update', 'queue_update', 'status_update']]);
  });

  it('tells nobody who comes what happened before', async () => {
    const first = new Listener();
    const second = new Listener();
    sut.enter(first.socket);
    await turns();
    sut.changed(ID);
    // While the change is being told.
    await Promise.resolve();
    sut.enter(second.socket);
    await turns();
    expect(first.writes.flat().length).toBeGreaterThan(3);
    expect(second.writes).toEqual([['queue_update']]);
  });

  it('sends nothing to who has left meanwhile', async () => {
    const listener = new Listener();
    const { socket } = listener;
    sut.enter(socket);
    await turns();
    sut.changed(ID);
    sut.leave(socket);
    await turns();
    expect(listener.writes).toEqual([['queue_update']]);
    expect(sut.isEmpty).toBe(true);
  });
});
