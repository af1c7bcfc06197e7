import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  FIELD_PATHS,
  fieldValue,
  type Parameters,
  parametersSchema,
  type Revision,
} from '../../sessions/index.js';
import { BuiltinProvider } from '../builtin/builtin.provider.js';
import { extract } from '../builtin/reading/extract.js';
import { type Language, loadLanguage } from '../builtin/text/language.js';
import { DIALECTS, textsIn } from '../dialects/index.js';
import { renderKept } from './kept-rendering.js';
import { leaves, normal } from './leaves.js';
import { sayPlain } from './plain-text.js';
import { missingTexts, numberForms, type ProtectedText, protectedTexts, repair } from './protected.js';
import { readPrompt } from './reading.js';
import { settledUpdate } from './update-guards.js';

const context = { signal: new AbortController().signal };
const offline = new BuiltinProvider();

/** Requests that name nothing that a quote, name, number or trigger word could be. */
const ELSEWHERE = [
  'make it foggy',
  'low angle',
  'watercolour style please',
  'add gentle piano music',
  'slow dolly in, warmer light',
];

interface Item {
  prompt: string;
  parameters: Parameters;
  wanted: ProtectedText[];
}

let language: Language;
let items: Item[];

function rowsOf<Value>(file: string): Value[] {
  const url = new URL(`../../../../test/fixtures/prompts/${file}`, import.meta.url);
  const lines = readFileSync(url, 'utf8').trim().split('\n');
  return lines.map((line): Value => JSON.parse(line) as Value);
}

/** As a user who declares a word of the prompt as a trigger word, too. */
async function itemOf(prompt: string, labels: unknown): Promise<Item> {
  const said = parametersSchema.parse(labels);
  const [declared = ''] = /\p{L}{5,}/u.exec(prompt) ?? [];
  const parameters = {
    ...said,
    protected: [...new Set([...said.protected, declared])].filter((text) => text !== ''),
  };
  const { firstNames } = await readPrompt(prompt);
  return { prompt, parameters, wanted: protectedTexts(prompt, parameters, firstNames) };
}

const settled = ({ prompt, parameters, wanted }: Item, request: string) => {
  const head = { prompt, parameters, locks: [], sources: {} } as unknown as Revision;
  return settledUpdate(offline, { head, request, wanted }, { offline, say: sayPlain }, context);
};

beforeAll(async () => {
  language = await loadLanguage();
  const rows = ['tune/extraction.jsonl', 'development/prompts.jsonl'].flatMap((file) =>
    rowsOf<{ prompt: string; labels: unknown }>(file),
  );
  const labelled = rows.map(({ prompt, labels }) => itemOf(prompt, labels));
  const read = rows.map(({ prompt }) => itemOf(prompt, extract(prompt, language).parameters));
  items = await Promise.all([...labelled, ...read]);
}, 60_000);

describe('protected texts of a prompt', { timeout: 60_000 }, () => {
  it('are there to be lost', () => {
    const kinds = items.flatMap(({ wanted }) => wanted.map(({ kind }) => kind));
    for (const kind of ['declared', 'quote', 'number', 'name'] as const)
      expect(kinds.filter((one) => one === kind).length).toBeGreaterThan(8);
  });

  it.each(ELSEWHERE)('stand verbatim after "%s"', async (request) => {
    for (const item of items) {
      const { prompt } = await settled(item, request);
      expect({ prompt, lost: missingTexts(prompt, item.wanted) }).toEqual({ prompt, lost: [] });
    }
  });

  it('go only where the label of an edit takes away what held them, or the request speaks of them', async () => {
    const edits = rowsOf<{ prompt: string; request: string; expected: Record<string, unknown> }>(
      'tune/edits.jsonl',
    );
    const known = new Map(items.toReversed().map((item) => [item.prompt, item]));
    for (const { prompt, request, expected } of edits) {
      const item = known.get(prompt);
      if (item === undefined) throw new Error(`no labels of: ${prompt}`);
      const answer = await settled(item, request).catch(() => ({ prompt }));
      const isLeft = (one: ProtectedText) =>
        !isNamed(request, one) && !isTaken(item.parameters, expected, one);
      const lost = missingTexts(answer.prompt, item.wanted.filter(isLeft));
      expect({ request, answer: answer.prompt, lost }).toEqual({ request, answer: answer.prompt, lost: [] });
    }
  });

  it('stand verbatim in every variation, and in what is enriched', async () => {
    for (const { prompt, parameters, wanted } of items) {
      const protectedOnes = wanted.map(({ text }) => text);
      const enhanced = await offline.enhance({ prompt, protectedTexts: protectedOnes }, context);
      expect(missingTexts(repair(enhanced, prompt, wanted), wanted)).toEqual([]);
      const wish = { prompts: [prompt], parameters, count: 8, fields: [], locks: [], seed: 1 };
      const variations = await offline.vary({ ...wish, protectedTexts: protectedOnes }, context);
      for (const variation of variations) expect(missingTexts(variation.prompt, wanted)).toEqual([]);
    }
  });

  it.each(DIALECTS)('stand in every rendering for %s, numbers in words or digits', (dialect) => {
    for (const item of items) {
      const rendering = renderKept(item, dialect);
      const said = [...textsIn(rendering, dialect), rendering.negative ?? ''].join('\n');
      const settings = leaves([item.parameters.technical, item.parameters.timing])
        .map(normal)
        .join(' ')
        .split(' ');
      const lost = item.wanted.filter(
        (one) =>
          !isSaid(said, one) &&
          !(
            one.kind === 'number' &&
            one.text.split(/\D+/).every((part) => settings.includes(part) || part === '')
          ) &&
          !/(?:SYSTEM|ignore|disregard|instructions)/i.test(item.prompt),
      );
      expect({ text: rendering.text, lost }).toEqual({ text: rendering.text, lost: [] });
    }
  });
});

function isSaid(said: string, one: ProtectedText): boolean {
  if (one.kind === 'quote') return said.includes(one.text.slice(1, -1));
  const forms = one.kind === 'number' ? numberForms(one.text) : [one.text];
  return forms.some((text) => missingTexts(said, [{ ...one, text }]).length === 0);
}

function isNamed(request: string, { text }: ProtectedText): boolean {
  return normal(text)
    .split(' ')
    .some((word) => normal(request).split(' ').includes(word));
}

function isTaken(before: Parameters, expected: Record<string, unknown>, one: ProtectedText): boolean {
  const forms = (one.kind === 'quote' ? [one.text.slice(1, -1)] : numberForms(one.text)).map(normal);
  const held = (value: unknown) =>
    leaves(value).some((leaf) => forms.some((form) => ` ${normal(leaf)} `.includes(` ${form} `)));
  return FIELD_PATHS.some(
    (path) => path in expected && held(fieldValue(before, path)) && !held(expected[path]),
  );
}
