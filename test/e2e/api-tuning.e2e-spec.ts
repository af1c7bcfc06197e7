import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CAMERA_ANGLES, FIELD_PATHS, type Parameters } from '../../src/features/sessions/index.js';
import { DIALECTS } from '../../src/features/prompts/index.js';
import { edgeApp, type EdgeApp } from '../support/edge-app.js';

const PROMPT = 'a red car called "Ruby" drives along a coastal road at noon';

interface Revision {
  id: string;
  parent: string | null;
  origin: string;
  prompt: string;
  provider: string;
  sources: Record<string, string>;
}

interface Tree {
  head: string;
  path: string[];
  protected_texts: { kind: string; text: string }[];
  revisions: Revision[];
}

interface Variations {
  selected_indices: number[];
  variations: { prompt: string; details: Parameters; selected: boolean; base_revision_id: string }[];
}

let sut: EdgeApp;

beforeAll(async () => {
  sut = await edgeApp({ SESSIONS_PER_MINUTE: '1000' });
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
});

const begin = async () =>
  (await sut.post('/api/initialize', { prompt: PROMPT })).json<{ session_id: string; revision_id: string }>();
const tree = async (id: string) => (await sut.get(`/api/sessions/${id}`)).json<Tree>();
const vary = async (id: string, more: object) =>
  (
    await sut.post('/api/generate-variations', { session_id: id, total_count: 3, seed: 7, ...more })
  ).json<Variations>();

describe('GET /api/prompt-fields', () => {
  it('tells a form what there is to say, in which terms, and for which models', async () => {
    const answer = (await sut.get('/api/prompt-fields')).json<{
      items: { path: string; schema: object; may_vary: boolean }[];
      dialects: string[];
    }>();
    expect(answer.items.map(({ path }) => path)).toEqual([...FIELD_PATHS]);
    expect(answer.dialects).toEqual([...DIALECTS]);
    expect(answer.items.find(({ path }) => path === 'camera.angle')).toMatchObject({
      schema: { type: 'string', enum: [...CAMERA_ANGLES] },
      may_vary: true,
    });
    expect(answer.items.find(({ path }) => path === 'subjects')).toMatchObject({ may_vary: false });
  });
});

describe('a proposal that was shown', () => {
  const rough = 'a cat sleeps';
  const enhance = async (more: object) =>
    (await sut.post('/api/enhance', { rough_prompt: rough, ...more })).json<{
      session_id: string;
      enhanced_prompt: string;
      revision_id: string;
      provider: string;
      added: string[];
      protected_texts: unknown;
    }>();

  it('is taken as it was, and says who wrote it', async () => {
    const { session_id: id } = (await sut.post('/api/initialize', { prompt: rough })).json<{
      session_id: string;
    }>();
    const text = `${rough} in a basket, soft window light`;
    const taken = await enhance({
      session_id: id,
      apply: true,
      enhanced_prompt: text,
      enhanced_by: 'openai',
    });
    expect(taken).toMatchObject({
      enhanced_prompt: text,
      provider: 'openai',
      added: ['in a basket, soft window light'],
    });
    const { head, path, revisions } = await tree(id);
    expect([head, path.length]).toEqual([taken.revision_id, 2]);
    expect(revisions.at(-1)).toMatchObject({ origin: 'enhance', prompt: text, provider: 'openai' });
    expect(revisions.at(-1)?.sources).toMatchObject({ subjects: 'stated' });
  });

  it("is the user's own once it was edited, and its fields follow the words", async () => {
    const { session_id: id } = (await sut.post('/api/initialize', { prompt: rough })).json<{
      session_id: string;
    }>();
    await enhance({ session_id: id, apply: true, enhanced_prompt: 'a dog sleeps at night' });
    const { revisions } = await tree(id);
    expect(revisions.at(-1)).toMatchObject({
      provider: 'user',
      details: { subjects: [{ name: 'dog' }], time_of_day: 'night' },
    });
  });

  it('is compared without being taken', async () => {
    const compared = await enhance({ enhanced_prompt: 'a cat sleeps deeply' });
    expect(compared).toMatchObject({
      revision_id: null,
      provider: 'user',
      added: ['deeply'],
      protected_texts: [],
    });
  });

  it('has to say something', async () => {
    const answer = await sut.post('/api/enhance', { rough_prompt: rough, enhanced_prompt: ' ' });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ detail: [{ loc: ['body', 'enhanced_prompt'] }] });
  });
});

describe('a text written by hand', () => {
  const edit = (id: string, body: object) => sut.post(`/api/sessions/${id}/edit`, body);

  it('becomes a revision of the head; what it does not touch stays', async () => {
    const { session_id: id, revision_id: root } = await begin();
    await edit(id, { fields: { 'technical.fps': 30, negative: ['people'] }, lock: ['technical.fps'] });
    const before = (await tree(id)).head;
    const answer = await edit(id, { prompt: PROMPT.replace('noon', 'night').replace('red', 'blue') });
    expect(answer.json()).toMatchObject({
      prompt: 'a blue car called "Ruby" drives along a coastal road at night',
      details: {
        subjects: [{ name: 'car', attributes: ['blue'] }],
        time_of_day: 'night',
        technical: { fps: 30 },
        negative: ['people'],
      },
      sources: { subjects: 'stated', time_of_day: 'stated', negative: 'edited' },
      locks: ['technical.fps'],
      report: { changed: ['red -> blue', 'noon -> night'] },
      can_undo: true,
    });
    const { revisions, path } = await tree(id);
    expect(revisions.at(-1)).toMatchObject({ parent: before, origin: 'edit', provider: 'user' });
    expect(path[0]).toBe(root);
  });

  it('that is the same makes no revision', async () => {
    const { session_id: id } = await begin();
    expect((await edit(id, { prompt: PROMPT })).json()).toMatchObject({ changes: ['Nothing was changed.'] });
    expect((await tree(id)).revisions).toHaveLength(1);
  });

  it('stands alone: fields beside it are refused by name', async () => {
    const { session_id: id } = await begin();
    const answer = await edit(id, { prompt: 'a dog', lock: ['mood'] });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ path: 'lock' }] });
  });
});

describe('protected texts', () => {
  it('of the head are told with the tree', async () => {
    const { session_id: id } = await begin();
    expect((await tree(id)).protected_texts).toEqual([
      // A quoted name is a declared text, too: it stands in `protected`.
      { kind: 'declared', text: 'Ruby' },
      { kind: 'quote', text: '"Ruby"' },
    ]);
  });
});

describe('a lock', () => {
  it('is named where a request in words runs into it', async () => {
    const { session_id: id } = await begin();
    await sut.post(`/api/sessions/${id}/edit`, { lock: ['time_of_day'] });
    const update = async (user_request: string) =>
      (await sut.post('/api/update', { session_id: id, user_request })).json<object>();
    const putBack = ["'time_of_day' is locked: it stays 'midday'."];
    expect(await update('make it night')).toMatchObject({
      prompt: PROMPT,
      changes: ['Nothing was changed: what the request names is locked.'],
      report: { put_back: putBack },
    });
    expect(await update('make the car blue and make it night')).toMatchObject({
      prompt: PROMPT.replace('red', 'blue'),
      report: { put_back: putBack },
    });
  });
});

describe('a request of two parts', () => {
  it('is carried out as far as it is understood, and the rest is told', async () => {
    const { session_id: id } = await begin();
    const update = async (user_request: string) =>
      (await sut.post('/api/update', { session_id: id, user_request })).json<object>();
    const missing = { words: 'make the ball green', reason: 'not_there' };
    const sentence = 'Not done: “make the ball green” (the prompt has nothing of that name).';
    expect(await update('make it night and the ball green')).toMatchObject({
      changes: [expect.stringMatching(/^Updated 'time_of_day'/), sentence],
      report: { not_done: [missing] },
    });
    expect(await update('make the ball green')).toMatchObject({
      changes: ['No specific parameters were identified to update.', sentence],
      report: { not_done: [missing] },
    });
  });
});

describe('picked variations', () => {
  const keep = (id: string, variations: object[]) => sut.post(`/api/sessions/${id}/keep`, { variations });
  const picked = (variation: Variations['variations'][number]) => ({
    prompt: variation.prompt,
    details: variation.details,
    base_revision_id: variation.base_revision_id,
    provider: 'builtin',
  });

  it('become revisions beside the conversation, each once, and jobs lead back to them', async () => {
    const { session_id: id, revision_id: root } = await begin();
    const made = (await vary(id, { selected_indices: [0] })).variations.filter(({ selected }) => !selected);
    const first = (await keep(id, made.map(picked))).json<{ revisions: Revision[] }>();
    const again = (await keep(id, made.map(picked))).json<{ revisions: Revision[] }>();
    expect(again.revisions.map((revision) => revision.id)).toEqual(
      first.revisions.map((revision) => revision.id),
    );
    const now = await tree(id);
    expect([now.head, now.path, now.revisions.length]).toEqual([root, [root], 1 + made.length]);
    expect(now.revisions.slice(1)).toMatchObject(
      made.map(({ prompt }) => ({
        prompt,
        parent: root,
        origin: 'variation',
        sources: { subjects: 'stated' },
      })),
    );
    const prompts = made.map(({ prompt }) => ({ prompt, session_id: id }));
    const batch = (await sut.post('/api/batches', { prompts })).json<{ jobs: { revision_id: string }[] }>();
    expect(batch.jobs.map((job) => job.revision_id)).toEqual(first.revisions.map((revision) => revision.id));
  });

  it('are checked as what a language model says: all are kept or none', async () => {
    const { session_id: id } = await begin();
    const [, good] = (await vary(id, { selected_indices: [0] })).variations;
    if (good === undefined) throw new Error('there is no variation');
    const bad = { ...picked(good), prompt: good.prompt.replace('"Ruby"', '"Pearl"') };
    const answer = await keep(id, [picked(good), bad]);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ errors: [{ path: 'variations.1', message: 'It lost Ruby' }] });
    expect((await tree(id)).revisions).toHaveLength(1);
  });

  it.each([
    [{ variations: [] }, 'variations'],
    [{ variations: [{ prompt: 'a', details: {}, base_revision_id: 'x' }] }, 'variations.0.base_revision_id'],
    [
      { variations: [{ prompt: 'a', details: { mood: 1 }, base_revision_id: 'x' }] },
      'variations.0.details.mood',
    ],
    [{ variations: [{ prompt: 'a', details: {}, base_revision_id: 'x', owner: 'b' }] }, 'variations.0.owner'],
  ])('%j is refused at its field', async (body, path) => {
    const { session_id: id } = await begin();
    const answer = await sut.post(`/api/sessions/${id}/keep`, body);
    expect([
      answer.statusCode,
      answer.json<{ errors: { path: string }[] }>().errors.map((one) => one.path),
    ]).toEqual([422, [path]]);
  });
});

describe('variations of any revision', () => {
  it('are made of one that is not on the way to the head', async () => {
    const { session_id: id } = await begin();
    const night = (await sut.post('/api/update', { session_id: id, user_request: 'make it night' })).json<{
      revision_id: string;
      prompt: string;
    }>();
    await sut.post(`/api/sessions/${id}/undo`, {});
    const answer = await vary(id, { revision_id: night.revision_id, vary: ['mood'] });
    expect(answer.selected_indices).toEqual([]);
    expect(answer.variations[0]).toMatchObject({ prompt: night.prompt, selected: true });
    expect(answer.variations.every((one) => one.base_revision_id === night.revision_id)).toBe(true);
    expect(answer.variations.every((one) => one.details.time_of_day === 'night')).toBe(true);
  });

  it('need a revision that is there, or places, but not both', async () => {
    const { session_id: id, revision_id: root } = await begin();
    const statusOf = async (body: object) =>
      (await sut.post('/api/generate-variations', { session_id: id, ...body })).statusCode;
    expect(await statusOf({ revision_id: '0199f7a0-0000-7000-8000-000000000000' })).toBe(404);
    expect(await statusOf({ revision_id: root, selected_indices: [0] })).toBe(422);
    expect(await statusOf({})).toBe(422);
  });
});
