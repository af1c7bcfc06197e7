import type { DiffPart, ProtectedText } from '../model/diff-text.js';
import { EMPTY_VARY, emptyTuneDraft } from './tune.reducer.js';
import type {
  LastSeen,
  Proposal,
  Step,
  StepReport,
  TuneDraft,
  VariationCard,
  VariationRound,
  VaryForm,
} from './tune-draft.types.js';

const KEY = 'reelsmith.tune.1';
const MOST_CARDS = 20;

/** Keeps what was typed, and what was shown, over a reload. Without storage the page works, and forgets. */
export function saveTuneDraft(draft: TuneDraft, storage: Pick<Storage, 'setItem'>): void {
  try {
    storage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Storage is full or switched off: nothing else depends on it.
  }
}

/** Reads what was kept. What is damaged, or of another make, is left out; the rest stays. */
export function loadTuneDraft(storage: Pick<Storage, 'getItem'>): TuneDraft {
  const kept = recordOf(readKept(storage)) ?? {};
  const empty = emptyTuneDraft();
  return {
    ...empty,
    idea: textOf(kept['idea']) ?? '',
    protectedWords: textOf(kept['protectedWords']) ?? '',
    negative: textOf(kept['negative']) ?? '',
    ideaBefore: textOf(kept['ideaBefore']),
    sessionId: textOf(kept['sessionId']),
    request: textOf(kept['request']) ?? '',
    rewriting: textOf(kept['rewriting']),
    edits: recordOf(kept['edits']) ?? {},
    proposal: proposalOf(kept['proposal']),
    last: lastOf(kept['last']),
    step: stepOf(kept['step']),
    vary: varyOf(kept['vary']),
    round: roundOf(kept['round']),
  };
}

function readKept(storage: Pick<Storage, 'getItem'>): unknown {
  try {
    return JSON.parse(storage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Undefined where one of the items is none. */
function listOf<T>(value: unknown, read: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(read);
  return items.every((item) => item !== undefined) ? items : undefined;
}

const textsOf = (value: unknown) => listOf(value, textOf);

/** All of them, or nothing. */
function complete<T extends object>(parts: { [K in keyof T]: T[K] | undefined }): T | undefined {
  return Object.values(parts).includes(undefined) ? undefined : (parts as T);
}

function partOf(value: unknown): DiffPart | undefined {
  const { kind, text } = recordOf(value) ?? {};
  const known = (['same', 'removed', 'added'] as const).find((one) => one === kind);
  return complete<DiffPart>({ kind: known, text: textOf(text) });
}

function protectedOf(value: unknown): ProtectedText | undefined {
  const { kind, text } = recordOf(value) ?? {};
  const known = (['quote', 'declared', 'number', 'name'] as const).find((one) => one === kind);
  return complete<ProtectedText>({ kind: known, text: textOf(text) });
}

function reportOf(value: unknown): StepReport | undefined {
  const { kept, added, changed, dropped, putBack } = recordOf(value) ?? {};
  return complete<StepReport>({
    kept: textsOf(kept),
    added: textsOf(added),
    changed: textsOf(changed),
    dropped: textsOf(dropped),
    putBack: textsOf(putBack),
  });
}

function comparisonOf(kept: Record<string, unknown>) {
  return {
    diff: listOf(kept['diff'], partOf),
    report: reportOf(kept['report']),
    provider: textOf(kept['provider']),
    degraded: kept['degraded'] === true,
  };
}

function proposalOf(value: unknown): Proposal | undefined {
  const kept = recordOf(value) ?? {};
  const whole = complete<Omit<Proposal, 'edited'>>({
    original: textOf(kept['original']),
    enhanced: textOf(kept['enhanced']),
    protectedTexts: listOf(kept['protectedTexts'], protectedOf),
    ...comparisonOf(kept),
  });
  return whole === undefined ? undefined : { ...whole, edited: textOf(kept['edited']) };
}

function stepOf(value: unknown): Step | undefined {
  const kept = recordOf(value) ?? {};
  return complete<Step>({
    revisionId: textOf(kept['revisionId']),
    title: textOf(kept['title']),
    changes: textsOf(kept['changes']),
    ...comparisonOf(kept),
  });
}

function lastOf(value: unknown): LastSeen | undefined {
  const { prompt, protectedWords } = recordOf(value) ?? {};
  return complete<LastSeen>({ prompt: textOf(prompt), protectedWords: textsOf(protectedWords) });
}

function varyOf(value: unknown): VaryForm {
  const { count, seed, fields } = recordOf(value) ?? {};
  return (
    complete<VaryForm>({ count: textOf(count), seed: textOf(seed), fields: textsOf(fields) }) ?? EMPTY_VARY
  );
}

function cardOf(value: unknown): VariationCard | undefined {
  const kept = recordOf(value) ?? {};
  return complete<VariationCard>({
    prompt: textOf(kept['prompt']),
    details: recordOf(kept['details']),
    selected: kept['selected'] === true,
    baseRevisionId: textOf(kept['baseRevisionId']),
    diff: listOf(kept['diff'], partOf),
    provider: textOf(kept['provider']),
    degraded: kept['degraded'] === true,
  });
}

function roundOf(value: unknown): VariationRound | undefined {
  const kept = recordOf(value) ?? {};
  const cards = listOf(kept['cards'], cardOf)?.slice(0, MOST_CARDS);
  const isPlace = (place: unknown) =>
    Number.isInteger(place) && Number(place) >= 0 && Number(place) < (cards?.length ?? 0)
      ? Number(place)
      : undefined;
  return complete<VariationRound>({
    seed: typeof kept['seed'] === 'number' ? kept['seed'] : undefined,
    cards,
    picked: listOf(kept['picked'], isPlace),
    warnings: textsOf(kept['warnings']),
  });
}
