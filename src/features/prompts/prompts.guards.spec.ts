import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PromptAgent, promptAgent } from '../../../test/support/prompt-agent.js';
import { ScriptedProvider } from '../../../test/support/scripted-provider.js';
import { type FieldPath, fieldValue, type Parameters, parametersSchema } from '../sessions/index.js';
import { OfflineLanguage } from './operations/offline-language.port.js';
import { type Extraction, ProviderError, type Variation } from './provider/prompt-provider.port.js';

const PROMPT = 'Two dogs near a sign "OPEN" run at noon';
const BASE = parametersSchema.parse({
  subjects: [{ name: 'dog', count: 2 }],
  actions: [{ agent: 'dog', action: 'running' }],
  on_screen_text: ['OPEN'],
  time_of_day: 'midday',
});
const TIMES = ['night', 'dawn', 'sunset', 'midnight'] as const;

/** Knows times of day, and nothing else. */
class ClockWatcher extends OfflineLanguage {
  readonly name = 'builtin';
  variations: (count: number, seed: number) => Variation[] = () => [];

  extract(prompt: string): Promise<Extraction> {
    const time = TIMES.find((name) => prompt.includes(name));
    const parameters = parametersSchema.parse({ ...BASE, time_of_day: time ?? 'midday' });
    return Promise.resolve({ parameters, sources: { time_of_day: 'stated' } });
  }

  enhance({ prompt }: { prompt: string }): Promise<string> {
    return Promise.resolve(`${prompt}. Wide shot.`);
  }

  update({ prompt, parameters, request }: { prompt: string; parameters: Parameters; request: string }) {
    const time = TIMES.find((name) => request.includes(name));
    if (time === undefined) return Promise.resolve({ prompt, parameters, changes: [] });
    const edited = prompt.replace('noon', time);
    return Promise.resolve({ prompt: edited, parameters: { ...parameters, time_of_day: time }, changes: [] });
  }

  vary({ count, seed }: { count: number; seed: number }): Promise<Variation[]> {
    return Promise.resolve(this.variations(count, seed));
  }

  namedFields(request: string): Promise<FieldPath[]> {
    const fields: FieldPath[] = TIMES.some((name) => request.includes(name)) ? ['time_of_day'] : [];
    return Promise.resolve(/sign/.test(request) ? [...fields, 'on_screen_text'] : fields);
  }
}

let agent: PromptAgent;
let llm: ScriptedProvider;
let offline: ClockWatcher;
const caller = { owner: 'local', signal: new AbortController().signal };

async function start(promptFallback: 'none' | 'builtin' = 'none'): Promise<void> {
  llm = new ScriptedProvider({ extract: () => ({ parameters: BASE, sources: { time_of_day: 'stated' } }) });
  offline = new ClockWatcher();
  agent = await promptAgent({ provider: llm, offline, config: { promptFallback } });
}

beforeEach(() => start());
afterEach(() => agent[Symbol.asyncDispose]());

const begin = async () => (await agent.prompts.initialize(caller, { prompt: PROMPT })).sessionId;
const fail = (kind: ProviderError['kind']) => () => {
  throw new ProviderError(kind, 'secret words of the provider', 2500);
};

describe('an update', () => {
  const propose = (change: Partial<Parameters>, prompt: string) => {
    llm.script.update = () => ({ parameters: { ...BASE, ...change }, prompt, changes: ['trust me'] });
  };

  it('that does what was asked is taken, and described by what changed', async () => {
    propose({ time_of_day: 'night' }, PROMPT.replace('noon', 'night'));
    const state = await agent.prompts.update(caller, await begin(), 'make it night');
    expect(state.revision).toMatchObject({ origin: 'update', prompt: PROMPT.replace('noon', 'night') });
    expect(state.changes).toEqual(["Updated 'time_of_day' from 'midday' to 'night'."]);
    expect(state.report).toMatchObject({ changed: ['noon -> night'], fields: ['time_of_day'], putBack: [] });
    expect(state.revision.sources.time_of_day).toBe('edited');
  });

  it('puts back what the model changed unasked, also in the text', async () => {
    propose({ time_of_day: 'night', mood: ['eerie'] }, 'Two eerie dogs near a sign "OPEN" creep at night');
    const { revision } = await agent.prompts.update(caller, await begin(), 'make it night');
    expect(revision.parameters).toEqual({ ...BASE, time_of_day: 'night' });
    expect(revision.prompt).toBe(PROMPT.replace('noon', 'night'));
    expect(revision.report.putBack).toEqual([expect.stringContaining("'mood' was not named")]);
  });

  it('is written anew where only the text says more than was asked', async () => {
    propose({ mood: ['calm'] }, `${PROMPT.replace('noon', 'sunset')}, calm`);
    const { revision } = await agent.prompts.update(caller, await begin(), 'a calm mood');
    expect(revision.prompt).toMatch(/^Two dogs near a sign "OPEN" run at noon, .*calm/i);
    expect(revision.report.putBack).toEqual([expect.stringContaining("'time_of_day'")]);
  });

  it('keeps quoted text, whatever the model makes of it', async () => {
    propose({ time_of_day: 'night' }, "Two dogs near a sign 'open' run at night");
    const { revision } = await agent.prompts.update(caller, await begin(), 'make it night');
    expect(revision.prompt).toContain('"OPEN"');
    propose({ time_of_day: 'dawn' }, 'Two dogs run at dawn');
    const again = await agent.prompts.update(caller, await begin(), 'make it dawn');
    expect(again.revision.prompt).toBe(PROMPT.replace('noon', 'dawn'));
  });

  it('may change quoted text where the request is about it', async () => {
    propose({ on_screen_text: ['CLOSED'] }, PROMPT.replace('OPEN', 'CLOSED'));
    const { revision } = await agent.prompts.update(caller, await begin(), 'the sign should say CLOSED');
    expect(revision.prompt).toContain('"CLOSED"');
  });

  it('leaves locked fields alone, even if they are named', async () => {
    const id = await begin();
    await agent.prompts.edit(caller, id, { fields: {}, lock: ['time_of_day'], unlock: [] });
    propose({ time_of_day: 'night' }, PROMPT.replace('noon', 'night'));
    const state = await agent.prompts.update(caller, id, 'make it night');
    expect([state.isNew, state.revision.prompt]).toEqual([false, PROMPT]);
    expect(state.report.putBack).toEqual([expect.stringContaining('is locked')]);
  });

  it('that changes nothing adds no history', async () => {
    const id = await begin();
    propose({}, 'Two hounds, beautifully rewritten, "OPEN"');
    const state = await agent.prompts.update(caller, id, 'hello');
    expect([state.isNew, state.changes, state.revision.prompt]).toEqual([
      false,
      ['No specific parameters were identified to update.'],
      PROMPT,
    ]);
    expect((await agent.sessions.get('local', id)).revisions.size).toBe(1);
  });

  it.each([
    ['parameters beyond the schema', { parameters: { ...BASE, time_of_day: 'brunch' }, prompt: 'x' }],
    ['no text', { parameters: { ...BASE, time_of_day: 'night' }, prompt: ' ' }],
    ['half a surrogate pair', { parameters: { ...BASE, time_of_day: 'night' }, prompt: 'x\ud800' }],
    ['an endless text', { parameters: { ...BASE, time_of_day: 'night' }, prompt: 'x'.repeat(20_001) }],
  ])('fails on %s, and leaves the session as it was', async (_what, answer) => {
    const id = await begin();
    llm.script.update = () => ({ ...answer, changes: [] }) as never;
    await expect(agent.prompts.update(caller, id, 'make it night')).rejects.toMatchObject({
      code: 'provider_failed',
    });
    expect((await agent.sessions.get('local', id)).revisions.size).toBe(1);
  });
});

describe('a provider that fails', () => {
  it.each([
    ['timeout', 'provider_timeout', 504],
    ['unreachable', 'provider_failed', 502],
    ['auth', 'provider_failed', 502],
    ['refused', 'provider_failed', 502],
    ['unusable-answer', 'provider_failed', 502],
    ['limited', 'provider_limited', 503],
  ] as const)('with %s becomes %s, without its own words', async (kind, code, status) => {
    llm.script.enhance = fail(kind);
    const failure = agent.prompts.enhance(caller, { prompt: 'a cat', apply: false });
    await expect(failure).rejects.toMatchObject({ code, status });
    await expect(failure).rejects.not.toThrow(/secret/);
    const retryAfterSeconds = kind === 'limited' ? 3 : undefined;
    await expect(failure).rejects.toMatchObject({ retryAfterSeconds });
  });

  it('is stood in for where the settings say so, and the answer says that', async () => {
    await agent[Symbol.asyncDispose]();
    await start('builtin');
    llm.script.enhance = fail('timeout');
    expect(await agent.prompts.enhance(caller, { prompt: 'a cat', apply: false })).toMatchObject({
      enhanced: 'a cat. Wide shot.',
      provider: 'builtin',
      degraded: true,
    });
  });

  it('is stopped when the client goes away, and nobody stands in', async () => {
    await agent[Symbol.asyncDispose]();
    await start('builtin');
    llm.isHanging = true;
    const client = new AbortController();
    const answer = agent.prompts.enhance(
      { owner: 'local', signal: client.signal },
      { prompt: 'a cat', apply: false },
    );
    await expect.poll(() => llm.calls).toEqual(['enhance']);
    client.abort();
    await expect(answer).rejects.toMatchObject({ code: 'client_closed' });
  });
});

describe('an enhancement', () => {
  it('is a proposal: no session, no history', async () => {
    llm.script.enhance = ({ prompt }) => `${prompt}, golden light`;
    const { enhanced, report, revision } = await agent.prompts.enhance(caller, {
      prompt: PROMPT,
      apply: false,
    });
    expect([enhanced, report.added, revision]).toEqual([
      `${PROMPT}, golden light`,
      ['golden light'],
      undefined,
    ]);
    expect(await agent.sessions.list('local')).toEqual([]);
  });

  it('becomes a revision where it is taken', async () => {
    const id = await begin();
    llm.script.enhance = ({ prompt }) => `${prompt}, golden light`;
    const { revision } = await agent.prompts.enhance(caller, { prompt: PROMPT, sessionId: id, apply: true });
    const session = await agent.sessions.get('local', id);
    expect(agent.sessions.path(session).map(({ origin }) => origin)).toEqual(['initialize', 'enhance']);
    expect(revision?.prompt).toBe(`${PROMPT}, golden light`);
  });

  it('keeps numbers, names and quotes that the model lost', async () => {
    llm.script.enhance = () => 'Some dogs near a glowing sign.';
    const { enhanced } = await agent.prompts.enhance(caller, {
      prompt: 'a sign "OPEN", 3 dogs',
      apply: false,
    });
    expect(enhanced).toContain('"OPEN"');
    expect(enhanced).toContain('3 dogs');
  });

  it('leaves a prompt of more than 50 words alone, without asking anybody', async () => {
    const prompt = 'word '.repeat(51).trim();
    const { enhanced } = await agent.prompts.enhance(caller, { prompt, apply: false });
    expect([enhanced, llm.calls]).toEqual([prompt, []]);
  });

  it('is not taken where it speaks of what is locked', async () => {
    const id = await begin();
    await agent.prompts.edit(caller, id, { fields: {}, lock: ['time_of_day'], unlock: [] });
    llm.script.enhance = ({ prompt }) => `${prompt} until midnight`;
    const answer = await agent.prompts.enhance(caller, { prompt: PROMPT, sessionId: id, apply: true });
    expect([answer.enhanced, answer.revision]).toEqual([PROMPT, undefined]);
    expect(answer.report.putBack).toEqual([expect.stringContaining('locked')]);
  });
});

describe('variations', () => {
  const at = (time: (typeof TIMES)[number], prompt = PROMPT.replace('noon', time)): Variation => ({
    prompt,
    parameters: { ...BASE, time_of_day: time },
  });
  const request = { selectedIndices: [0], seed: 1, fields: [] };

  it('are as many as asked for, no two the same, the selected ones first', async () => {
    const id = await begin();
    llm.script.vary = () => [
      at('night'),
      at('night', 'two DOGS near a sign "OPEN", run at night!'),
      at('dawn'),
      at('sunset'),
    ];
    const { variations, warnings } = await agent.prompts.variations(caller, id, { ...request, total: 3 });
    expect(variations.map(({ prompt }) => prompt)).toEqual([PROMPT, at('night').prompt, at('dawn').prompt]);
    expect([variations.map(({ isSelected }) => isSelected), warnings]).toEqual([[true, false, false], []]);
    expect((await agent.sessions.get('local', id)).revisions.size).toBe(1);
  });

  it.each([
    ['lose a quoted text', at('night', 'Two dogs run at night')],
    ['lose a number', at('night', 'Dogs near a sign "OPEN" run at night')],
    ['lose who is in it', at('night', 'Two cats near a sign "OPEN" run at night')],
    [
      'change how many there are',
      {
        prompt: at('night').prompt,
        parameters: { ...BASE, subjects: [{ name: 'dog', count: 3, attributes: [] }] },
      },
    ],
    ['are none', { prompt: '', parameters: BASE }],
  ])('that %s are replaced by the builtin provider, which is said', async (_what, bad) => {
    llm.script.vary = () => [bad];
    offline.variations = () => [at('dawn')];
    const { variations, warnings } = await agent.prompts.variations(caller, await begin(), {
      ...request,
      total: 2,
    });
    expect(variations[1]).toMatchObject({ prompt: at('dawn').prompt, provider: 'builtin', degraded: true });
    expect(warnings).toEqual([expect.stringContaining('1 are by the builtin provider')]);
  });

  it('are refused where there are too few, instead of being padded', async () => {
    llm.script.vary = () => [at('night')];
    const answer = agent.prompts.variations(caller, await begin(), { ...request, total: 4 });
    await expect(answer).rejects.toMatchObject({
      code: 'too_few_variations',
      message: expect.stringContaining('only 2 different prompts'),
    });
  });

  it('leave locked fields and fields that were not named alone', async () => {
    const id = await begin();
    await agent.prompts.edit(caller, id, { fields: {}, lock: ['time_of_day'], unlock: [] });
    llm.script.vary = () => [at('night')];
    await expect(agent.prompts.variations(caller, id, { ...request, total: 2 })).rejects.toMatchObject({
      code: 'too_few_variations',
    });
    await expect(
      agent.prompts.variations(caller, await begin(), { ...request, total: 2, fields: ['mood'] }),
    ).rejects.toMatchObject({ code: 'too_few_variations' });
  });

  it('name an index that the history does not have', async () => {
    for (const index of [1, -1]) {
      await expect(
        agent.prompts.variations(caller, await begin(), { ...request, selectedIndices: [index], total: 2 }),
      ).rejects.toThrow(`Invalid prompt index: ${index}. Valid range is 0-0.`);
    }
  });

  it('that are run become revisions, once each, and the head stays where it was', async () => {
    const id = await begin();
    llm.script.vary = () => [at('night'), at('dawn')];
    const first = await agent.source.vary(caller, id, { total: 3, seed: 1, fields: [] });
    const again = await agent.source.vary(caller, id, { total: 3, seed: 1, fields: [] });
    expect(again).toEqual(first);
    const session = await agent.sessions.get('local', id);
    expect([...session.revisions.values()].map(({ origin }) => origin)).toEqual([
      'initialize',
      'variation',
      'variation',
    ]);
    expect(session.head).toBe(first.prompts[0]?.revisionId);
    for (const { prompt, revisionId } of first.prompts)
      expect(session.revisions.get(revisionId)?.prompt).toBe(prompt);
  });
});

describe('an edit by hand', () => {
  it('changes the fields and the text, and is marked so', async () => {
    const id = await begin();
    const { revision } = await agent.prompts.edit(caller, id, {
      fields: { mood: ['calm'] },
      lock: ['mood'],
      unlock: [],
    });
    expect(revision).toMatchObject({
      origin: 'edit',
      provider: 'user',
      prompt: expect.stringMatching(/^Two dogs near a sign "OPEN" run at noon, .*calm/i),
      locks: ['mood'],
    });
    expect([fieldValue(revision.parameters, 'mood'), revision.sources.mood]).toEqual([['calm'], 'edited']);
    expect(revision.changes).toEqual(["Set 'mood' to 'calm'.", "Locked 'mood'."]);
  });

  it('is refused field by field', async () => {
    const fields = { 'camera.angle': 'sideways', subjects: [{ name: '' }], nothing: 1, __proto__x: 2 };
    const answer = agent.prompts.edit(caller, await begin(), { fields, lock: [], unlock: [] });
    const error = await answer.catch(
      (thrown: unknown) => thrown as { code: string; problems: { path: string }[] },
    );
    expect(error).toMatchObject({ code: 'invalid_request' });
    expect((error as { problems: { path: string }[] }).problems.map(({ path }) => path)).toEqual([
      'fields.camera.angle',
      'fields.subjects.0.name',
      'fields.nothing',
      'fields.__proto__x',
    ]);
  });

  it('of nothing adds no history', async () => {
    const id = await begin();
    const state = await agent.prompts.edit(caller, id, {
      fields: { time_of_day: 'midday' },
      lock: [],
      unlock: [],
    });
    expect([state.isNew, (await agent.sessions.get('local', id)).revisions.size]).toEqual([false, 1]);
  });
});

describe('a second initialize', () => {
  it('begins a history of its own; the old one stays in the tree', async () => {
    const id = await begin();
    await agent.prompts.initialize(caller, { prompt: 'A cat', sessionId: id });
    const session = await agent.sessions.get('local', id);
    expect(agent.sessions.path(session).map(({ prompt }) => prompt)).toEqual(['A cat']);
    expect([...session.revisions.values()].map(({ prompt }) => prompt)).toEqual([PROMPT, 'A cat']);
  });

  it('takes declared trigger words, which no answer may lose', async () => {
    llm.script.enhance = () => 'a portrait of a person';
    const { sessionId, revision } = await agent.prompts.initialize(caller, {
      prompt: 'a portrait of ohwx',
      protected: ['ohwx'],
    });
    expect(revision.parameters.protected).toEqual(['ohwx']);
    const { enhanced } = await agent.prompts.enhance(caller, {
      prompt: 'a portrait of ohwx',
      sessionId,
      apply: false,
    });
    expect(enhanced).toContain('ohwx');
  });
});
