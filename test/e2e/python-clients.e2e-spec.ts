import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';

const CLIENTS = join(import.meta.dirname, '../support/clients');

/** Why a client cannot be run; undefined where it can. */
function obstacle(module: string): string | undefined {
  try {
    execFileSync('python3', ['-c', `import ${module}`], { stdio: 'ignore' });
    return undefined;
  } catch {
    return ` (skipped: there is no Python with the package "${module}"; .ci/run installs it)`;
  }
}

async function python(script: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)('python3', [join(CLIENTS, script), ...args]);
  return JSON.parse(stdout) as unknown;
}

let sut: FacadePortal;

beforeAll(async () => {
  sut = await FacadePortal.start({
    capabilities: { tasks: ['text-to-video', 'audio-driven'] },
    engine: { runMs: () => 200 },
  });
  writeFileSync(join(sut.folder, 'face.png'), PNG);
  writeFileSync(join(sut.folder, 'voice.wav'), wave(2));
});
afterAll(() => sut[Symbol.asyncDispose]());

const withoutOpenAi = obstacle('openai');
describe.skipIf(withoutOpenAi !== undefined)(`OpenAI's client for Python${withoutOpenAi ?? ''}`, () => {
  it('makes, follows, downloads, lists, remixes and deletes videos', async () => {
    expect(await python('openai_client.py', sut.url)).toEqual({
      status: 'completed',
      progress: 100,
      content: 'ftyp',
      thumbnail: 'ffd8',
      listed: true,
      models: ['simulated 1'],
      remix: true,
      removed: true,
      error: { type: 'NotFoundError', status: 404 },
    });
  });
});

const withoutRequests = obstacle('requests');
describe.skipIf(withoutRequests !== undefined)(`requests for Python${withoutRequests ?? ''}`, () => {
  it('works with the interfaces as their documents show it', async () => {
    expect(await python('requests_client.py', sut.url, sut.folder)).toEqual({
      lightx2v: ['completed', 'ftyp'],
      infinitetalk: ['completed', 'ftyp', 'video/mp4'],
      world: ['complete', 'ftyp'],
      missing: [404, 'Request not found'],
    });
  });
});
