import type { RevisionId, SessionId } from '../../kernel/ids.js';
import type { DiffPart, FieldPath, IntentReport, Parameters, Revision } from '../sessions/index.js';

/** What a refinement did, read off the two texts. */
export interface TextReport {
  /** Phrases, names, numbers and quoted texts of the original that stand unchanged in the new text. */
  kept: string[];
  /** Text that is only in the new one. */
  added: string[];
  /** `old -> new`, where text was replaced. */
  changed: string[];
  /** Text that is only in the original. */
  dropped: string[];
}

/** Who asks, and a signal that is aborted when they go away. */
export interface Caller {
  owner: string;
  signal: AbortSignal;
}

/** Who did the work; `degraded` where the builtin provider stood in for one that failed. */
export interface Maker {
  provider: 'builtin' | 'openai';
  degraded: boolean;
}

/** A template of the owner's, to be filled before anything else is done. */
export interface TemplateUse {
  template?: string | undefined;
  slots?: Readonly<Record<string, string | number>> | undefined;
}

export interface EnhanceRequest extends TemplateUse {
  prompt: string;
  sessionId?: SessionId | undefined;
  /** Whether the result becomes a revision of the session; a new one where none is named. */
  apply: boolean;
  /** A proposal of before, as it was or edited: then nobody is asked for another. */
  given?: { enhanced: string; by: GivenBy } | undefined;
}

/** Whose words a given text is made of; `user` also where a proposal was edited. */
export const GIVEN_BY = ['builtin', 'openai', 'user'] as const;
export type GivenBy = (typeof GIVEN_BY)[number];

/** A proposal; part of a session's history only where `revision` is there. */
export interface PromptEnhancement {
  provider: GivenBy;
  degraded: boolean;
  original: string;
  enhanced: string;
  /** What the template says must not be seen. */
  negative?: string;
  diff: DiffPart[];
  report: IntentReport;
  /** What stands verbatim in the result, or would have to. */
  protectedTexts: readonly ProtectedText[];
  sessionId: SessionId;
  revision?: Revision;
}

/** Text that stands verbatim in every result. */
export interface ProtectedText {
  kind: 'quote' | 'declared' | 'number' | 'name';
  text: string;
}

/** Where a session stands after a step. */
export interface PromptState extends Maker {
  sessionId: SessionId;
  /** The head: the one that the step made, or the one before where the step changed nothing. */
  revision: Revision;
  /** Against the revision before. */
  diff: DiffPart[];
  /** Of this step. */
  report: IntentReport;
  changes: readonly string[];
  isNew: boolean;
}

export interface InitializeRequest {
  prompt: string;
  sessionId?: SessionId | undefined;
  /** Trigger words that stand verbatim in every later prompt. */
  protected?: readonly string[] | undefined;
}

/** A change by the user's own hand. */
export interface EditRequest {
  /** New values by field; null empties one. */
  fields: Readonly<Record<string, unknown>>;
  lock: readonly FieldPath[];
  unlock: readonly FieldPath[];
}

export interface VariationRequest extends TemplateUse {
  /** Places in the session's history, from 0. */
  selectedIndices: readonly number[];
  /** Instead of places: any revision of the tree. */
  revision?: RevisionId | undefined;
  /** How many prompts in all; the selected ones come first. */
  total: number;
  seed: number;
  /** Only these are varied; empty: whatever is not the core. */
  fields: readonly FieldPath[];
}

export interface PromptVariation extends Maker {
  prompt: string;
  parameters: Parameters;
  /** The selected revision, or the one that it is a variation of. */
  base: Revision;
  isSelected: boolean;
  diff: DiffPart[];
}

/** A variation that was shown, and picked. */
export interface GivenVariation extends Maker {
  prompt: string;
  /** Checked against the schema, as everything from outside. */
  parameters: Parameters;
  base: RevisionId;
}

export interface VariationSet {
  variations: PromptVariation[];
  /** For people: what was not used, and who filled in. */
  warnings: string[];
}
