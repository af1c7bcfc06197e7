import type { DiffPart, FieldPath, IntentReport, NotDone } from '../../sessions/index.js';
import { wordDiff } from '../text-diff.js';
import { compareTexts } from '../text-report.js';

export interface ReportInput {
  before: string;
  after: string;
  /** What belongs together in `before`, in order. */
  phrases: readonly string[];
  fields?: readonly FieldPath[];
  putBack?: readonly string[];
  notDone?: readonly NotDone[];
}

/** What a refinement did, and where: both read off the texts. */
export interface Comparison {
  diff: DiffPart[];
  report: IntentReport;
}

export function compare({
  before,
  after,
  phrases,
  fields = [],
  putBack = [],
  notDone = [],
}: ReportInput): Comparison {
  return {
    diff: wordDiff(before, after),
    report: {
      ...compareTexts(before, after, phrases),
      fields: [...fields],
      putBack: [...putBack],
      notDone: [...notDone],
    },
  };
}
