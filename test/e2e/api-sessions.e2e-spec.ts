import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DIALECTS } from '../../src/features/prompts/index.js';
import { newRevisionId, newSessionId } from '../../src/kernel/ids.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

const PROMPT = 'a red car drives along a coastal road at noon';
const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const alice = { 'x-api-key': A };
const bob = { 'x-api-key': B };

interface State {
  session_id: string;
  revision_id: string;
  prompt: string;
  can_undo: boolean;
  can_redo: boolean;
}

let sut: EdgeApp;

beforeAll(async () => {
  sut = await edgeApp({ SESSIONS_PER_MINUTE: '1000', API_KEYS: `alice:${A},bob:${B}` });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const begin = async () => (await sut.post('/api/initialize', { prompt: PROMPT }, alice)).json<State>();
const step = async <T = object>(id: string, name: string, body: unknown = {}) => {
  const answer = await sut.post(`/api/sessions/${id}/${name}`, body, alice);
  return { status: answer.statusCode, ...answer.json<State & { code?: string } & T>() };
};

describe('a session', () => {
  it('is shown with its tree', async () => {
    const { session_id: id, revision_id: root } = await begin();
    await sut.post('/api/update', { session_id: id, user_request: 'make it night' }, alice);
    await step(id, 'undo');
    await sut.post('/api/update', { session_id: id, user_request: 'make it sunset' }, alice);
    const tree = (await sut.get(`/api/sessions/${id}`, alice)).json<{
      head: string;
      path: string[];
      revisions: { id: string }[];
    }>();
    expect(tree).toMatchObject({
      id,
      can_undo: true,
      can_redo: false,
      revisions: [
        {
          id: root,
          parent: null,
          origin: 'initialize',
          prompt: PROMPT,
          provider: 'builtin',
          degraded: false,
        },
        { parent: root, origin: 'update', description: 'make it night' },
        { parent: root, origin: 'update', description: 'make it sunset', report: { put_back: [] } },
      ],
    });
    expect(tree.path).toEqual([root, tree.head]);
    expect(tree.head).toBe(tree.revisions[2]?.id);
  });

  it('goes back, forward, and to any revision', async () => {
    const { session_id: id, revision_id: root } = await begin();
    const night = (
      await sut.post('/api/update', { session_id: id, user_request: 'make it night' }, alice)
    ).json<State>();
    expect(await step(id, 'undo')).toMatchObject({
      status: 200,
      prompt: PROMPT,
      can_undo: false,
      can_redo: true,
    });
    expect(await step(id, 'undo')).toMatchObject({ status: 409, code: 'conflict' });
    expect(await step(id, 'redo')).toMatchObject({ revision_id: night.revision_id, can_redo: false });
    expect(await step(id, 'redo')).toMatchObject({ status: 409, code: 'conflict' });
    expect(await step(id, 'restore', { revision_id: root })).toMatchObject({
      revision_id: root,
      prompt: PROMPT,
    });
    for (const revision_id of [newRevisionId(), '../x'])
      expect(await step(id, 'restore', { revision_id })).toMatchObject({
        status: 404,
        code: 'revision_not_found',
      });
  });

  it('is edited by hand, locked, and stays locked', async () => {
    const { session_id: id } = await begin();
    const edited = await step(id, 'edit', {
      fields: { time_of_day: 'night' },
      lock: ['time_of_day', 'camera'],
    });
    expect(edited).toMatchObject({
      status: 200,
      provider: 'user',
      parameters: { time_of_day: 'night' },
      locks: expect.arrayContaining(['time_of_day', 'camera.angle']),
      sources: { time_of_day: 'edited' },
    });
    expect(edited.prompt).toContain('red car');
    const update = await sut.post('/api/update', { session_id: id, user_request: 'make it dawn' }, alice);
    expect(update.json()).toMatchObject({ parameters: { time_of_day: 'night' } });
    expect(await step(id, 'edit', { fields: { 'camera.angle': 'sideways', x: 1 } })).toMatchObject({
      status: 422,
      errors: [{ path: 'fields.camera.angle' }, { path: 'fields.x' }],
    });
    expect(await step(id, 'edit', { lock: ['everything'] })).toMatchObject({
      status: 422,
      errors: [{ path: 'lock.0' }],
    });
  });

  it('is rendered for a model', async () => {
    const { session_id: id, revision_id: revision } = await begin();
    expect(await step(id, 'render', { dialect: 'plain' })).toMatchObject({
      status: 200,
      dialect: 'plain',
      revision_id: revision,
      text: expect.stringContaining('car'),
      warnings: [],
    });
    for (const dialect of DIALECTS) {
      const { words, text } = await step<{ words: number; text: string }>(id, 'render', { dialect });
      expect([dialect, words > 0, /car/i.test(text)]).toEqual([dialect, true, true]);
    }
    expect(await step(id, 'render', { dialect: 'klingon' })).toMatchObject({
      status: 422,
      errors: [{ path: 'dialect', message: expect.stringContaining('plain') }],
    });
  });

  it('that does not exist is 404 in the words of RFC 9457, and the list speaks as FastAPI does', async () => {
    const id = newSessionId();
    expect((await sut.get(`/api/sessions/${id}`, alice)).json()).toMatchObject({ code: 'session_not_found' });
    for (const name of ['undo', 'redo', 'restore', 'edit', 'render']) {
      const body = { revision_id: newRevisionId(), dialect: 'plain' };
      const own =
        name === 'restore'
          ? { revision_id: body.revision_id }
          : name === 'render'
            ? { dialect: 'plain' }
            : {};
      expect([name, await step(id, name, own)]).toEqual([
        name,
        expect.objectContaining({ status: 404, code: 'session_not_found' }),
      ]);
    }
    const foreign = await sut.get('/api/sessions', {});
    expect(foreign.json()).toEqual({ detail: expect.stringContaining('API key') });
  });
});

describe('two owners', () => {
  it('neither see nor touch the sessions of each other', async () => {
    const { session_id: id } = await begin();
    const unknown = newSessionId();
    const routes = [
      ['GET', (one: string) => `/api/sessions/${one}`, undefined],
      ['POST', (one: string) => `/api/sessions/${one}/undo`, {}],
      ['POST', (one: string) => `/api/sessions/${one}/edit`, { fields: { mood: ['x'] } }],
      ['POST', (one: string) => `/api/sessions/${one}/render`, { dialect: 'plain' }],
      ['DELETE', (one: string) => `/api/session/${one}`, undefined],
      ['GET', (one: string) => `/api/history?session_id=${one}`, undefined],
      ['GET', (one: string) => `/api/parameters?session_id=${one}`, undefined],
    ] as const;
    for (const [method, url, payload] of routes) {
      const answers = [id, unknown].map((one) =>
        sut.inject({ method, url: url(one), headers: bob, ...(payload === undefined ? {} : { payload }) }),
      );
      const [foreign, missing] = await Promise.all(answers);
      expect([400, 404]).toContain(foreign?.statusCode);
      expect(foreign?.body.replaceAll(id, '<id>').replace(/"requestId":"[^"]+"/, '')).toBe(
        missing?.body.replaceAll(unknown, '<id>').replace(/"requestId":"[^"]+"/, ''),
      );
    }
    for (const [url, body] of [
      ['/api/initialize', { prompt: 'mine now' }],
      ['/api/enhance', { rough_prompt: 'mine now', apply: true }],
    ] as const) {
      expect((await sut.post(url, { ...body, session_id: id }, bob)).statusCode).toBe(404);
    }
    for (const [url, body] of [
      ['/api/update', { user_request: 'make it night' }],
      ['/api/video/batch_inference', { selected_indices: [0] }],
      ['/api/video/single_inference', {}],
    ] as const) {
      expect([url, (await sut.post(url, { ...body, session_id: id }, bob)).statusCode]).toEqual([url, 400]);
    }
    expect((await sut.get('/api/sessions', bob)).json()).toEqual({ sessions: {}, items: [] });
    const mine = (await sut.get(`/api/history?session_id=${id}`, alice)).json<{ history: object[] }>();
    expect(mine.history).toMatchObject([{ prompt: PROMPT }]);
  });
});

describe('from session to batch', () => {
  const jobsOf = async (url: string, body: unknown) => {
    const answer = await sut.post(url, body, alice);
    expect([answer.statusCode, answer.body]).toEqual([
      url === '/api/batches' ? 201 : 200,
      expect.any(String),
    ]);
    const { batch_id: id, ...own } = answer.json<{ batch_id?: string; jobs: JobBody[] }>();
    return id === undefined
      ? own.jobs
      : (await sut.get(`/api/batches/${id}`, alice)).json<{ jobs: JobBody[] }>().jobs;
  };
  interface JobBody {
    prompt: string;
    session_id: string | null;
    revision_id: string | null;
    seed: number;
  }

  it.each(['/api/video/batch_inference', '/api/batches'])('%s takes prompts by their places', async (url) => {
    const { session_id: id } = await begin();
    const night = await sut.post('/api/update', { session_id: id, user_request: 'make it night' }, alice);
    const jobs = await jobsOf(url, { session_id: id, selected_indices: [1, 0, 1], seed: 9 });
    const { prompt } = night.json<State>();
    expect(jobs.map((job) => [job.prompt, job.session_id])).toEqual(
      [prompt, PROMPT, prompt].map((text) => [text, id]),
    );
    expect(jobs[0]?.revision_id).toBe(night.json<State>().revision_id);
  });

  it('links written prompts to the revision that holds the same words', async () => {
    const { session_id: id, revision_id: revision } = await begin();
    const jobs = await jobsOf('/api/video/batch_inference', { session_id: id, prompts: [PROMPT, 'another'] });
    expect(jobs.map((job) => job.revision_id)).toEqual([revision, null]);
    const answer = await sut.post(
      '/api/video/single_inference',
      { session_id: id, prompt: 'another' },
      alice,
    );
    expect(answer.json()).toMatchObject({ warnings: [expect.stringContaining('No revision')] });
  });

  it('makes a single video of the current prompt', async () => {
    const { session_id: id, revision_id: revision } = await begin();
    for (const body of [{ session_id: id }, { session_id: id, selected_indices: [0] }]) {
      const answer = await sut.post('/api/jobs', body, alice);
      expect(answer.json()).toMatchObject({ prompt: PROMPT, session_id: id, revision_id: revision });
    }
  });

  it('expands wildcards, all of them or as many as asked for', async () => {
    const batch = (body: object) => jobsOf('/api/batches', { wildcards: true, ...body });
    expect((await batch({ prompts: ['a {red|blue} car', 'a cat'] })).map((job) => job.prompt)).toEqual([
      'a red car',
      'a blue car',
      'a cat',
    ]);
    const many = { prompts: ['a {red|blue|green} {car|bus|van|bike}'] };
    const drawn = await batch({ ...many, wildcard_count: 5, wildcard_seed: 3 });
    expect(new Set(drawn.map((job) => job.prompt)).size).toBe(5);
    const again = await batch({ ...many, wildcard_count: 5, wildcard_seed: 3 });
    expect(again.map((job) => job.prompt)).toEqual(drawn.map((job) => job.prompt));
    const refused = await sut.post('/api/batches', { wildcards: true, ...many }, alice);
    expect(refused.json()).toMatchObject({
      errors: [{ path: 'wildcards', message: expect.stringContaining('12') }],
    });
    const plain = await jobsOf('/api/batches', { prompts: ['a {red|blue} car'] });
    expect(plain.map((job) => job.prompt)).toEqual(['a {red|blue} car']);
  });

  it.each([
    [{ prompts: ['x'], selected_indices: [0] }, 422],
    [{ prompts: ['x'], variations: 2 }, 422],
    [{ variations: 9 }, 422],
    [{ selected_indices: [] }, 422],
    [{ selected_indices: [0, 0, 0, 0, 0, 0, 0, 0, 0] }, 422],
    [{ selected_indices: [5] }, 400],
    [{ variations: 2, vary: ['subjects'] }, 422],
    [{ variations: 2, wildcards: true }, 422],
  ])('refuses %j, and runs nothing', async (body, status) => {
    const { session_id: id } = await begin();
    const before = sut.jobs.all.size;
    const answer = await sut.post('/api/video/batch_inference', { session_id: id, ...body }, alice);
    expect([answer.statusCode, sut.jobs.all.size]).toEqual([status, before]);
  });

  it('wants a session where no prompts are there', async () => {
    const answer = await sut.post('/api/video/batch_inference', { variations: 2 }, alice);
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { detail: expect.stringContaining('No session ID') },
    ]);
  });
});

describe('an expired session', () => {
  afterEach(() => void vi.useRealTimers());

  it('is as unknown as one that never was, and its id can begin anew', async () => {
    await using app = await edgeApp({ SESSION_TTL: '60' });
    const { session_id: id } = (await app.post('/api/initialize', { prompt: PROMPT })).json<State>();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect((await app.post('/api/history', { session_id: id })).statusCode).toBe(400);
    expect((await app.get(`/api/sessions/${id}`)).statusCode).toBe(404);
    expect((await app.get('/api/sessions')).json()).toEqual({ sessions: {}, items: [] });
    await app.post('/api/initialize', { prompt: 'a cat', session_id: id });
    const answer = await app.get(`/api/history?session_id=${id}`);
    expect(answer.json()).toMatchObject({ history: [{ prompt: 'a cat' }] });
  });
});

describe('what lies on disk', () => {
  it('are journals under ids, and nothing else', async () => {
    await begin();
    const names = readdirSync(sut.config.sessionsDir, { recursive: true }).map(String);
    for (const name of names) expect(name).toMatch(/^[.\w-]+(\/[.\w-]+)*$/);
  });
});
