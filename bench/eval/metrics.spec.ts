import { describe, expect, it } from 'vitest';
import {
  emptyParameters,
  FIELD_PATHS,
  fieldValue,
  type Parameters,
  parametersSchema,
  withField,
} from '../../src/features/sessions/index.js';
import { type EditAnswer, editShares, expectedParameters, type FieldAccess, judgeEdit } from './edits.ts';
import { macroF1, scoreFields } from './extraction.ts';
import { PARTS, readEdits, readPrompts } from './items.ts';
import { sameAction, samePhrase } from './normalise.ts';
import { isMet } from './targets.ts';
import { judgeVariations } from './variations.ts';

const parse = (value: unknown) => parametersSchema.parse(value);
const fields: FieldAccess = { paths: FIELD_PATHS, get: fieldValue, set: withField, parse };
const prompts = PARTS.flatMap((part) => readPrompts(part, parse));
const edits = PARTS.flatMap((part) => readEdits(part, readPrompts(part, parse)));

describe('the labelled prompts', () => {
  it('are all of the schema, and many', () => {
    expect(prompts.length).toBeGreaterThanOrEqual(150);
    expect(edits.length).toBeGreaterThanOrEqual(130);
  });

  it('stand in one part only', () => {
    expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBe(prompts.length);
    expect(new Set([...prompts, ...edits].map(({ id }) => id)).size).toBe(prompts.length + edits.length);
  });

  it('protect only what the prompt says', () => {
    for (const { prompt, labels } of prompts)
      for (const text of [...labels.protected, ...labels.on_screen_text]) expect(prompt).toContain(text);
  });

  it('change something with every edit that expects a change', () => {
    for (const edit of edits) {
      const after = expectedParameters(edit, fields);
      for (const path of Object.keys(edit.expected) as (keyof typeof edit.expected)[])
        expect(fieldValue(after, path), `${edit.id} ${path}`).not.toEqual(fieldValue(edit.parameters, path));
    }
  });
});

describe('scoreFields', () => {
  it('gives a provider that answers the labels 1.0 in every field', () => {
    const scores = scoreFields(prompts.map(({ labels }) => ({ label: labels, answer: labels })));
    expect(macroF1(scores)).toBe(1);
  });

  it('gives a provider that answers nothing 0', () => {
    const answer = emptyParameters();
    expect(macroF1(scoreFields(prompts.map(({ labels }) => ({ label: labels, answer }))))).toBe(0);
  });

  it('counts a wrong number of subjects as wrong, and the name still as right', () => {
    const label = parse({ subjects: [{ name: 'dog', count: 2 }] });
    const answer = parse({ subjects: [{ name: 'dog', count: 3 }] });
    const scores = new Map(scoreFields([{ label, answer }]).map(({ field, f1 }) => [field, f1]));
    expect(scores.get('subjects')).toBe(1);
    expect(scores.get('subjects.count')).toBe(0);
  });

  it('counts an attribute of the other subject as wrong', () => {
    const pair = (first: string, second: string) =>
      parse({
        subjects: [
          { name: 'cube', count: 1, attributes: [first] },
          { name: 'sphere', count: 1, attributes: [second] },
        ],
      });
    const scores = scoreFields([{ label: pair('red', 'blue'), answer: pair('blue', 'red') }]);
    expect(scores.find(({ field }) => field === 'subjects.attributes')?.right).toBe(0);
  });

  it('lets an answer that says more pay in precision', () => {
    const label = parse({ mood: ['calm'] });
    const answer = parse({ mood: ['calm', 'epic'] });
    const mood = scoreFields([{ label, answer }]).find(({ field }) => field === 'mood');
    expect(mood).toMatchObject({ precision: 0.5, recall: 1 });
  });
});

describe('what counts as the same', () => {
  it.each([
    ['the Red Balloons', 'red balloon'],
    ['grey cat', 'gray cat'],
    ['three oranges', '3 oranges'],
    ['wet cobblestone alley', 'cobblestone alley'],
    ['half-open door', 'half open door'],
  ])('%s is %s', (one, other) => expect(samePhrase(one, other)).toBe(true));

  it.each([
    ['red balloon', 'balloon'],
    ['red balloon', 'blue balloon'],
    ['large red hot air balloon', 'large blue hot air balloon'],
    ['sea', 'ocean'],
    ['guitar case', 'guitar'],
    ['two moons', 'three moons'],
    ['two hot air balloons', 'hot air balloon'],
  ])('%s is not %s', (one, other) => expect(samePhrase(one, other)).toBe(false));

  it('takes an action with and without its place as one, and another verb or agent as another', () => {
    const dog = { agent: 'dog', action: 'running along the beach' };
    expect(sameAction(dog, { agent: 'dog', action: 'running' }, 'beach')).toBe(true);
    expect(sameAction(dog, { agent: 'dog', action: 'walking along the beach' }, 'beach')).toBe(false);
    expect(sameAction(dog, { agent: 'cat', action: 'running along the beach' }, 'beach')).toBe(false);
    expect(sameAction(dog, { action: 'running along the beach' }, 'beach')).toBe(false);
    const over = { agent: 'dog', action: 'jumping over a fence' };
    expect(sameAction(over, { agent: 'dog', action: 'jumping over a car' })).toBe(false);
    expect(sameAction(over, { agent: 'dog', action: 'jumping' })).toBe(false);
  });
});

describe('judgeEdit', () => {
  const right = (edit: (typeof edits)[number]): EditAnswer => {
    const parameters = expectedParameters(edit, fields);
    const isNoOp = Object.keys(edit.expected).length === 0;
    return { parameters, prompt: isNoOp ? edit.prompt : parameters.protected.join(' ') };
  };

  it('finds nothing wrong with the expected answer', () => {
    const shares = editShares(edits.map((edit) => judgeEdit(edit, right(edit), fields)));
    expect(shares).toEqual({ made: 1, untouched: 1, protectedKept: 1, noOpsLeftAlone: 1 });
  });

  it('finds no change made where nothing was done', () => {
    expect(editShares(edits.map((edit) => judgeEdit(edit, edit, fields)))).toMatchObject({
      made: 0,
      untouched: 1,
      noOpsLeftAlone: 1,
    });
  });

  it('sees a field that moved unasked, a lost quote, and a no-op that rewrote the text', () => {
    for (const edit of edits) {
      const answer = right(edit);
      const parameters: Parameters = { ...answer.parameters, technical: { fps: 239 } };
      expect(judgeEdit(edit, { ...answer, parameters }, fields).touched).not.toEqual([]);
      const lost = judgeEdit(edit, { ...answer, prompt: '' }, fields);
      const after = answer.parameters.protected;
      const kept = after.filter((text) => edit.parameters.protected.includes(text));
      expect(lost.isProtectedKept).toBe(kept.length === 0);
      expect(lost.missed.includes('protected')).toBe(kept.length < after.length);
      expect(lost.isLeftAlone).toBe(Object.keys(edit.expected).length === 0 ? false : undefined);
    }
  });
});

describe('judgeVariations', () => {
  const parameters = parse({ subjects: [{ name: 'cat', count: 1 }], protected: ['Pip'] });
  const varied = ['dawn', 'night'].map((time_of_day) => ({
    prompt: `Pip, a cat, ${time_of_day}`,
    parameters: parse({ ...parameters, time_of_day }),
  }));
  const judge = (all: typeof varied, count = 2) =>
    judgeVariations({ parameters, count, fields: ['time_of_day'] }, all, fieldValue, FIELD_PATHS);

  it('accepts different prompts of the same core', () => {
    const good = { isExactCount: true, isDistinct: true, isCoreKept: true, isRestricted: true };
    expect(judge(varied)).toEqual(good);
  });

  it('sees one too few, one twice, one without its name, and one that varies what it may not', () => {
    const [first] = varied;
    if (first === undefined) throw new Error('no variation');
    expect(judge(varied, 3).isExactCount).toBe(false);
    expect(judge([first, { ...first, prompt: first.prompt.toUpperCase() }]).isDistinct).toBe(false);
    expect(judge([{ ...first, prompt: 'a cat' }]).isCoreKept).toBe(false);
    expect(
      judge([{ ...first, parameters: parse({ ...first.parameters, mood: ['calm'] }) }]).isRestricted,
    ).toBe(false);
  });
});

describe('isMet', () => {
  it('takes what could not be measured as missed', () => {
    expect(isMet({ target: 'extraction macro-F1', value: 0.85 })).toBe(true);
    expect(isMet({ target: 'extraction macro-F1', value: 0.849 })).toBe(false);
    expect(isMet({ target: 'extraction macro-F1', value: undefined })).toBe(false);
    expect(isMet({ target: 'speed: vary p99', value: 10.1 })).toBe(false);
  });
});
