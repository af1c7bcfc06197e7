import type { DoubleFault, ServerDouble } from '../contract/server-engine.types.js';
import { MAX_RESULT_BYTES } from '../contract/server-engine.types.js';
import { type FakeEngineOptions, FakeEngineServer, FAKE_MP4, type Fault } from './fake-engine-server.js';

/** The fake engine server in the hands of the contract suite. */
export async function startScriptedDouble(options: FakeEngineOptions = {}): Promise<ServerDouble> {
  const fake = await FakeEngineServer.start(options);
  let isClosed = false;
  const { url } = fake;
  return {
    url,
    get taken() {
      return fake.takenCount;
    },
    get active() {
      return fake.active.length;
    },
    get asked() {
      return fake.requests.filter((line) => /^GET \/jobs\/[^/]+$/.test(line)).length;
    },
    finish: () => fake.finish(),
    fail: (state) => fake.change({ state, reason: 'as the test wants it' }),
    sayUnknownWord: () => fake.change({ state: 'meditating' }),
    lose: () => fake.forgetAll(),
    meet: (request, fault, times) => fake.fail(request, FAULTS[fault], times),
    heal: () => {
      for (const kind of ['submit', 'poll', 'result'] as const) fake.heal(kind);
    },
    close: async () => {
      if (!isClosed) await fake.close();
      isClosed = true;
    },
  };
}

const video = { 'content-type': 'video/mp4' };
const FAULTS: Readonly<Record<DoubleFault, Fault>> = {
  busy: { kind: 'status', status: 503, headers: { 'retry-after': '7' } },
  'wrong key': { kind: 'status', status: 401 },
  invalid: { kind: 'status', status: 422, body: '{"detail":"prompt is too long"}' },
  error: { kind: 'status', status: 500, body: 'oops' },
  'done but cut': { kind: 'cut' },
  cut: { kind: 'ignore' },
  'web page': { kind: 'status', status: 200, body: '<!doctype html><p>hello', headers: video },
  empty: { kind: 'status', status: 200, body: '', headers: video },
  truncated: {
    kind: 'status',
    status: 200,
    body: FAKE_MP4,
    headers: { ...video, 'content-length': String(FAKE_MP4.length + 1000) },
    breaksOff: true,
  },
  huge: {
    kind: 'status',
    status: 200,
    body: Buffer.concat([FAKE_MP4, Buffer.alloc(MAX_RESULT_BYTES)]),
    headers: video,
  },
};
