import { describe } from 'vitest';
import type { CosmosSettings } from '../../src/config/index.js';
import { CosmosProtocol } from '../../src/features/engines/cosmos/cosmos.protocol.js';
import { CosmosNimProtocol } from '../../src/features/engines/cosmos/nim.protocol.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { NodeFileSystem } from '../../src/platform/storage/index.js';
import { describeServerEngine } from '../contract/server-engine.suite.js';
import { MAX_RESULT_BYTES, type ServerDouble } from '../contract/server-engine.types.js';
import {
  CosmosDouble,
  type CosmosDoubleOptions,
  CosmosNimDouble,
} from '../support/engine-doubles/cosmos-double.js';
import { forSuite, SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';

async function startNim(): Promise<ServerDouble> {
  const double = await new CosmosNimDouble(SHORT_VIDEO).start();
  return forSuite(double, {
    routes: {
      submit: ['POST', /^\/v1\/infer$/],
      poll: ['GET', /^\/v1\/health/],
      result: ['POST', /^\/v1\/infer$/],
    },
    busyStatus: 503,
    jobs: () => double.jobs.all(),
    succeed: (id) => double.jobs.succeed(id),
    fail: (id) => double.jobs.failWith(id, 'it went wrong'),
    lose: () => double.jobs.forgetAll(),
  });
}

const ONE_CALL = 'the call is the job, and its answer the result';

describe('the container', () => {
  describeServerEngine('cosmos-nim', {
    protocol: (http) => new CosmosNimProtocol(http, new NodeFileSystem(), MAX_RESULT_BYTES),
    startDouble: startNim,
    cannot: {
      'records the id before it asks for it': ONE_CALL,
      'goes on with a recorded job': ONE_CALL,
      'tells that a job was lost': ONE_CALL,
      'bears questions without an answer': ONE_CALL,
      'says an unknown word': ONE_CALL,
      'tells a failed job from a refused one': ONE_CALL,
      'fetches again what broke off': ONE_CALL,
      'leaves the job to its server at shutdown': ONE_CALL,
    },
  });
});

const SETTINGS: CosmosSettings = {
  keys: ['nvapi-first'],
  rotate: true,
  maxConcurrent: 1,
  adaptive: false,
  retryDelayMs: 10,
  retryAttempts: 3,
  invokeUrl: '/v1/cosmos/nvidia/cosmos-predict1-7b',
  statusUrl: '/v2/nvcf/pexec/status',
  assetsUrl: '/v2/nvcf/assets',
  body: 'predict1',
  capabilitiesFile: undefined,
};

async function startHosted(content: Buffer, options: CosmosDoubleOptions): Promise<ServerDouble> {
  const double = await new CosmosDouble(content, options).start();
  const result = options.result === 'redirect' ? /^\/signed\/result/ : /pexec\/status/;
  return forSuite(double, {
    routes: { submit: ['POST', /^\/v1\/cosmos/], poll: ['GET', /pexec\/status/], result: ['GET', result] },
    busyStatus: 429,
    jobs: () => double.all(),
    succeed: (id) => double.finish(id),
    fail: (id) => double.failWith(id),
    lose: () => double.forgetAll(),
  });
}

const JSON_RESULT = Buffer.from(JSON.stringify({ seed: 1, b64_video: SHORT_VIDEO.toString('base64') }));
const FORMS: readonly [name: string, content: Buffer, options: CosmosDoubleOptions][] = [
  ['answers with the video', SHORT_VIDEO, { idIn: 'body' }],
  ['answers with JSON', JSON_RESULT, {}],
  ['redirects to a signed address', SHORT_VIDEO, { result: 'redirect' }],
];

describe.each(FORMS)('the hosted API that %s', (name, content, options) => {
  describeServerEngine(`cosmos, which ${name}`, {
    protocol: (http) =>
      new CosmosProtocol(http, new NodeFileSystem(), new SystemClock(), SETTINGS, MAX_RESULT_BYTES),
    startDouble: () => startHosted(content, options),
    apiKey: 'nvapi-first',
    cannot: {
      'opens while its servers are down': 'there is nothing to ask about a key but a generation',
      'notices a dead server': 'the service is not one server; its silence is told by the poll',
      'tells a failed job from a refused one': 'it says no more than that there was an error',
      'says an unknown word': 'its states are codes of HTTP',
      'fetches again what broke off': 'a result is given once',
      'refuses what is no result': 'the answer to a poll is the result',
    },
  });
});
