import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventBus } from '../../src/platform/events/event-bus.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

let sut: EdgeApp;
let url: string;

beforeEach(async () => {
  sut = await edgeApp({ API_KEYS: `alice:${A},bob:${B}` });
  await sut.app.listen({ port: 0, host: '127.0.0.1' });
  url = `${await sut.app.getUrl()}/api/events`;
});
afterEach(async () => {
  await sut[Symbol.asyncDispose]();
});

interface Event {
  type: string;
  data: Record<string, unknown>;
}

/** Reads server-sent events one by one; ends with the stream. */
async function* read(response: Response): AsyncGenerator<Event> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const type = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (type !== undefined && data !== undefined)
        yield { type, data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}

async function open(key: string, signal?: AbortSignal) {
  const response = await fetch(url, {
    headers: { 'x-api-key': key },
    ...(signal === undefined ? {} : { signal }),
  });
  const events = read(response);
  const next = async () => (await events.next()).value as Event;
  return { response, events, next };
}

const publish = (id: string, owner: string, durable = true) =>
  sut.app.get(EventBus).publish({ type: 'job', id, owner, at: 1, durable });

describe('GET /api/events', () => {
  it('starts with what is active, then tells each change with the whole job', async () => {
    const { request } = sut.jobs.add('alice', { spec: { prompt: 'p' } });
    const { response, next } = await open(A);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('x-request-id')).toMatch(/./);
    expect(await next()).toMatchObject({
      type: 'snapshot',
      data: {
        jobs: [{ id: request.id }],
        is_complete: true,
        is_recovering: false,
        devices: [{ name: 'cpu:0' }, { name: 'cpu:1' }],
        queue: { paused: false },
      },
    });
    sut.jobs.change(request.id, { state: 'running' });
    publish(request.id, 'alice');
    expect(await next()).toMatchObject({
      type: 'job',
      data: { id: request.id, state: 'running', prompt: 'p' },
    });
  });

  it('shows each owner only their own jobs', async () => {
    const ofAlice = sut.jobs.add('alice', { spec: { prompt: 'p' } }).request.id;
    const ofBob = sut.jobs.add('bob', { spec: { prompt: 'p' } }).request.id;
    const { next } = await open(B);
    expect((await next()).data['jobs']).toMatchObject([{ id: ofBob }]);
    publish(ofAlice, 'alice');
    publish(ofBob, 'bob');
    expect((await next()).data['id']).toBe(ofBob);
  });

  it('tells when a device changes', async () => {
    const { next } = await open(A);
    await next();
    sut.devices[0] = {
      ...sut.devices[0]!,
      state: 'quarantined',
      quarantine: { reason: 'it broke', until: 0 },
    };
    sut.app.get(EventBus).publish({ type: 'device', name: 'cpu:0', at: 1 });
    expect(await next()).toMatchObject({
      type: 'device',
      data: { name: 'cpu:0', quarantine: { reason: 'it broke' } },
    });
  });

  it("tells when the listener's own queue is paused, and nobody else's", async () => {
    const { next } = await open(A);
    await next();
    await sut.post('/api/jobs/queue/pause', {}, { 'x-api-key': A });
    const bus = sut.app.get(EventBus);
    bus.publish({ type: 'queue', owner: 'bob', at: 1 });
    bus.publish({ type: 'queue', owner: 'alice', at: 1 });
    bus.publish({ type: 'device', name: 'cpu:0', at: 1 });
    expect(await next()).toMatchObject({ type: 'queue', data: { paused: true } });
    expect((await next()).type).toBe('device');
  });

  it('forgets a listener that has gone away', async () => {
    const { source } = sut.app.get(EventBus).events as unknown as {
      source: { observers: readonly unknown[] };
    };
    const before = source.observers.length;
    const leaving = new AbortController();
    const { next } = await open(A, leaving.signal);
    await next();
    expect(source.observers.length).toBe(before + 1);
    leaving.abort();
    await expect.poll(() => source.observers.length).toBe(before);
  });

  it('ends when the server ends', async () => {
    const { events, next } = await open(A);
    await next();
    await sut.app.close();
    await expect(events.next()).resolves.toEqual({ value: undefined, done: true });
  });
});
