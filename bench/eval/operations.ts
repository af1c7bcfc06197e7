import type { FieldPath, Parameters } from '../../src/features/sessions/index.ts';
import { quantile } from '../support/statistics.ts';
import { type EditVerdict, editShares, judgeEdit } from './edits.ts';
import { type FieldScore, macroF1, scoreFields } from './extraction.ts';
import type { LabelledEdit, LabelledPrompt } from './items.ts';
import { context, type Product } from './product.ts';
import type { Measured, Target } from './targets.ts';
import { judgeVariations, type VariationVerdict } from './variations.ts';

const VARIATIONS = 8;
/** How often all edits are timed: of 76 alone, the 99th percentile is the longest, whatever made it long. */
export const EDIT_ROUNDS = 5;
const NAMED: readonly FieldPath[] = ['time_of_day', 'camera.movement'];

/** Milliseconds that each call of an operation took, by operation. */
export class Times {
  readonly #times = new Map<string, number[]>();

  async of<T>(operation: string, call: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await call();
    } finally {
      const known = this.#times.get(operation) ?? [];
      known.push(performance.now() - startedAt);
      this.#times.set(operation, known);
    }
  }

  has(operation: string): boolean {
    return this.#times.has(operation);
  }

  p(operation: string, share: number): number {
    return quantile(this.#times.get(operation) ?? [], share);
  }
}

export interface Extracted {
  item: LabelledPrompt;
  answer: Parameters;
}

export async function measureExtraction(product: Product, items: readonly LabelledPrompt[], times: Times) {
  const extracted: Extracted[] = [];
  for (const item of items) {
    const { parameters } = await times.of('extract', () => product.provider.extract(item.prompt, context));
    extracted.push({ item, answer: parameters });
  }
  const scores: FieldScore[] = scoreFields(
    extracted.map(({ item, answer }) => ({ label: item.labels, answer })),
  );
  const measured: Measured[] = [{ target: 'extraction macro-F1', value: macroF1(scores) }];
  return { extracted, scores, measured };
}

export interface Judged {
  edit: LabelledEdit;
  verdict: EditVerdict;
  /** What went wrong, where the update threw. */
  error?: string;
}

export async function measureEdits(product: Product, edits: readonly LabelledEdit[], times: Times) {
  const judged: Judged[] = [];
  for (const edit of edits) {
    try {
      const answer = await times.of('update', () => product.update(edit));
      judged.push({ edit, verdict: judgeEdit(edit, answer, product.fields) });
    } catch (error) {
      // An update that fails leaves everything as it was: nothing lost, nothing done.
      const verdict = judgeEdit(edit, edit, product.fields);
      judged.push({ edit, verdict, error: error instanceof Error ? error.message : String(error) });
    }
  }
  const shares = editShares(judged.map(({ verdict }) => verdict));
  const measured: Measured[] = [
    { target: 'edits: requested change made', value: shares.made },
    { target: 'edits: other fields untouched', value: shares.untouched },
    { target: 'edits: protected text kept', value: shares.protectedKept },
    { target: 'edits: no-op requests left alone', value: shares.noOpsLeftAlone },
  ];
  return { judged, measured };
}

/** All edits again and again, each time in a text of its own, so that nothing comes back as it was read before. */
export async function timeEdits(
  product: Product,
  edits: readonly LabelledEdit[],
  times: Times,
): Promise<void> {
  for (let round = 1; round < EDIT_ROUNDS; round += 1)
    for (const { prompt, request, ...edit } of edits) {
      const blanks = ' '.repeat(round);
      const again = { ...edit, prompt: `${prompt}${blanks}`, request: `${request}${blanks}` };
      // One that cannot be carried out takes its time, too; what came of it `measureEdits` has told.
      await times.of('update', () => product.update(again)).catch(() => undefined);
    }
}

export async function measureVariations(product: Product, items: readonly LabelledPrompt[], times: Times) {
  const { provider, fields } = product;
  const verdicts: (VariationVerdict & { isNamed: boolean })[] = [];
  for (const { prompt, labels } of items) {
    for (const named of [[], NAMED]) {
      const task = { parameters: labels, count: VARIATIONS, fields: named };
      const input = {
        prompts: [prompt],
        ...task,
        locks: [],
        protectedTexts: labels.protected,
        seed: 1,
      };
      const variations = await times.of('vary', () => provider.vary(input, context));
      const verdict = judgeVariations(task, variations, fields.get, fields.paths);
      verdicts.push({ ...verdict, isNamed: named.length > 0 });
    }
  }
  const share = (key: keyof VariationVerdict, all = verdicts) =>
    all.filter((verdict) => verdict[key]).length / all.length;
  const rows: [Target, number][] = [
    ['variations: exactly 8', share('isExactCount')],
    ['variations: pairwise distinct', share('isDistinct')],
    ['variations: core kept', share('isCoreKept')],
    [
      'variations: only named fields vary',
      share(
        'isRestricted',
        verdicts.filter(({ isNamed }) => isNamed),
      ),
    ],
  ];
  return rows.map(([target, value]): Measured => ({ target, value }));
}

export async function measureEnhance(product: Product, items: readonly LabelledPrompt[], times: Times) {
  const { provider } = product;
  let [idempotent, kept, whole] = [0, 0, 0];
  for (const { prompt, labels } of items) {
    const protectedTexts = labels.protected;
    const once = await times.of('enhance', () => provider.enhance({ prompt, protectedTexts }, context));
    const twice = await provider.enhance({ prompt: once, protectedTexts }, context);
    if (twice === once) idempotent += 1;
    if (protectedTexts.every((text) => once.includes(text))) kept += 1;
    if (once.includes(prompt.trim().replace(/[.!?]+$/, ''))) whole += 1;
  }
  const rows: [Target, number][] = [
    ['enhance: idempotent', idempotent],
    ['enhance: protected text kept', kept],
    ['enhance: original kept as one piece', whole],
  ];
  return rows.map(([target, count]): Measured => ({ target, value: count / items.length }));
}
