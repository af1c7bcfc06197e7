import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyParameters, parametersSchema } from '../../sessions/index.js';
import { BuiltinProvider } from './builtin.provider.js';

const sut = new BuiltinProvider();
const context = { signal: new AbortController().signal };

beforeAll(async () => {
  await sut.extract('a cat', context);
}, 30_000);

afterAll(() => sut.onModuleDestroy());

const LONGEST = 20_000;
const filled = (text: string) => text.repeat(Math.floor(LONGEST / text.length));

const HOSTILE: [what: string, prompt: string][] = [
  ['nothing', ''],
  ['only white space', ' \t\n\u00A0\u2028 '],
  ["the names of an object's own parts", '__proto__ constructor toString hasOwnProperty, a cat'],
  ['only punctuation', '?!.,;:"\'()[]{}<>|/\\~^*&%$#@-_=+'],
  ['lone surrogates', '\uD800 a cat \uDC00 runs \uD83D'],
  ['text from right to left', 'قطة تمشي على الشاطئ عند الغروب, \u202Ea cat\u202C on a beach'],
  ['emoji', '👩‍🚀🐈‍⬛ dance on the 🌕, 🏳️‍🌈 in the background'],
  ['another script', '一只猫在海滩上行走，广角镜头'],
  ['stacked marks', `c${'\u0301'.repeat(500)}at on a beach`],
  ['control characters', 'a cat\u0000\u0007\u001B[31m on a beach\u200B\uFEFF'],
  ['JSON', '{"version": 1, "subjects": [{"name": "cat", "__proto__": {"count": 1e999}}]}'],
  ['code', 'for (const cat of cats) { await cat.run?.("<script>alert(1)</script>"); } // no dogs'],
  ['markup', '<b>a cat</b> <!-- no dogs --> <![CDATA[ wide shot ]]> &lt;br&gt; $&$1$`'],
  ['clothes without end', filled('a man wears a long red coat and ')],
  ['places without end', filled('a street in a city in ')],
  ['adjectives without end', `a ${filled('red, shiny ').slice(0, 19_000)} car with a sad, happy smile`],
  ['numbers beyond all measure', `${'9'.repeat(400)} cats for ${'9'.repeat(400)} seconds, 1e999mm lens`],
  ['one long word', filled('a')],
  ['one long hyphenated word', filled('a-')],
  ['one repeated opener', filled('no ')],
  ['one repeated joint', filled('and ')],
  ['one repeated list', filled('a cat, ')],
  ['one repeated preposition', filled('of a red cat in ')],
  ['quotes that never end', filled('("“')],
  ['brackets that never end', filled('((((<lora:')],
  ['repeated ranges of time', filled('0-5s: a cat. ')],
  ['repeated measures', filled('85mm f/1.8 lens ')],
  ['repeated colours', filled('red and blue tones ')],
  ['repeated pronouns', filled('he and she and it ')],
  ['new lines', filled('\n')],
  [
    'a long sentence',
    filled('An old man in a red coat walks slowly past the shop of the baker while it rains '),
  ],
];

describe.each(HOSTILE)('%s', (_what, prompt) => {
  it('is read into what the schema allows', async () => {
    const { parameters } = await sut.extract(prompt, context);
    expect(parametersSchema.safeParse(parameters).error).toBeUndefined();
  });

  it('is enhanced with nothing lost', async () => {
    expect(await sut.enhance({ prompt, protectedTexts: [] }, context)).toContain(prompt.trim());
  });

  it('is updated as a prompt, and heard as a request', async () => {
    const parameters = emptyParameters();
    const base = { parameters, locks: [], protectedTexts: [] };
    for (const input of [
      { ...base, prompt, request: 'make it night' },
      { ...base, prompt: 'a cat on a beach', request: prompt },
    ]) {
      const proposal = await sut.update(input, context);
      expect(parametersSchema.safeParse(proposal.parameters).error).toBeUndefined();
    }
  });

  it('is varied at most as often as asked', async () => {
    const parameters = emptyParameters();
    const variations = await sut.vary(
      { prompts: [prompt], parameters, count: 3, fields: [], locks: [], protectedTexts: [], seed: 1 },
      context,
    );
    expect(variations.length).toBeLessThanOrEqual(3);
    for (const { parameters: varied } of variations)
      expect(parametersSchema.safeParse(varied).error).toBeUndefined();
  });
});

describe('BuiltinProvider', () => {
  it('gives many calls at once their own answers', async () => {
    const animals = ['cat', 'dog', 'fox', 'horse', 'bear', 'wolf', 'lion', 'tiger'];
    const answers = await Promise.all(
      animals.map((animal) => sut.extract(`a ${animal} in a field`, context)),
    );
    expect(answers.map(({ parameters }) => parameters.subjects[0]?.name)).toEqual(animals);
  });

  it('refuses a text that is too long, and names the limit', async () => {
    await expect(sut.extract('a'.repeat(LONGEST + 1), context)).rejects.toMatchObject({
      kind: 'refused',
      message: 'a text of 20001 characters is longer than the limit of 20000',
    });
  });

  it('does nothing for a call that was aborted', async () => {
    const reason = new Error('the client went away');
    await expect(sut.extract('a cat', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
