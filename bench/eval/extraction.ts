import type { Parameters } from '../../src/features/sessions/index.ts';
import { type Counts, ROWS } from './matching.ts';

export interface FieldScore extends Counts {
  field: string;
  precision: number;
  recall: number;
  f1: number;
}

/** Fields that fewer labels speak of say nothing reliable, and are not in the mean. */
export const LEAST_SUPPORT = 3;

/** Of counts over all prompts: 0 where nothing was right. */
export function scoreOf(field: string, { right, labelled, answered }: Counts): FieldScore {
  const precision = answered === 0 ? 0 : right / answered;
  const recall = labelled === 0 ? 0 : right / labelled;
  const f1 = labelled + answered === 0 ? 0 : (2 * right) / (labelled + answered);
  return { field, right, labelled, answered, precision, recall, f1 };
}

/** Every field of the table, over all pairs of a label and the answer to it. */
export function scoreFields(pairs: readonly { label: Parameters; answer: Parameters }[]): FieldScore[] {
  return Object.entries(ROWS).map(([field, count]) => {
    const total: Counts = { right: 0, labelled: 0, answered: 0 };
    for (const { label, answer } of pairs) {
      const counts = count(label, answer);
      total.right += counts.right;
      total.labelled += counts.labelled;
      total.answered += counts.answered;
    }
    return scoreOf(field, total);
  });
}

/** The mean over fields with enough labels. NaN without any. */
export function macroF1(scores: readonly FieldScore[]): number {
  const counted = scores.filter(({ labelled }) => labelled >= LEAST_SUPPORT);
  return counted.reduce((sum, { f1 }) => sum + f1, 0) / counted.length;
}

/** Names of the rows in which an answer is not the label. */
export function wrongRows(label: Parameters, answer: Parameters): string[] {
  return Object.entries(ROWS).flatMap(([field, count]) => {
    const { right, labelled, answered } = count(label, answer);
    return right === labelled && right === answered ? [] : [field];
  });
}
