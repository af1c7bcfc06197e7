import type { RevisionId, SessionId } from '../../kernel/ids.js';
import type { FieldPath, FieldSources } from './parameters/fields.js';
import type { Parameters } from './parameters/parameters.schema.js';

/** Where a revision came from. */
export const ORIGINS = ['initialize', 'enhance', 'update', 'variation', 'edit', 'restore'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Words of the two texts, in order; `same` is in both. */
export interface DiffPart {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

/** Why a part of a request changed nothing. */
export const NOT_DONE_REASONS = ['not_there', 'not_understood', 'already_so'] as const;

/** A part of a request that was not carried out, in the words of the request. */
export interface NotDone {
  words: string;
  /** `not_there`: it names something that the prompt does not; `already_so`: the prompt says it already. */
  reason: (typeof NOT_DONE_REASONS)[number];
}

/** What a refinement did, read off the texts and the parameters, never taken from a model's word. */
export interface IntentReport {
  /** Phrases, names, numbers and quoted texts of the original that stand unchanged in the new text. */
  kept: string[];
  added: string[];
  /** `old -> new` */
  changed: string[];
  dropped: string[];
  /** Fields whose value differs. */
  fields: FieldPath[];
  /** What a provider changed without being asked, and was put back; for people. */
  putBack: string[];
  /** What of a request in plain words was not carried out; revisions of before it was told lack it. */
  notDone?: NotDone[] | undefined;
}

/** One state of prompt and parameters. Never changed once it is there. */
export interface Revision {
  id: RevisionId;
  /** The revision that it was made of; null for the first. */
  parent: RevisionId | null;
  origin: Origin;
  prompt: string;
  parameters: Parameters;
  sources: FieldSources;
  /** Fields that no refinement may change. */
  locks: readonly FieldPath[];
  /** The user's request, or what was done: `Initial prompt`. */
  description: string;
  /** For people: `Updated 'time_of_day' from 'midday' to 'night'.` */
  changes: readonly string[];
  report: IntentReport;
  /** Who made it: `builtin`, `openai`, `user`. */
  provider: string;
  /** True where the builtin provider stood in for one that failed. */
  degraded: boolean;
  createdAt: number;
}

/** What a caller brings; id, parent and time are the session's. */
export type NewRevision = Omit<Revision, 'id' | 'parent' | 'createdAt'>;

/** The state that a session's journal folds to. */
export interface Session {
  id: SessionId;
  owner: string;
  createdAt: number;
  lastUsedAt: number;
  /** The revision that the next change is made of; undefined before the first. */
  head: RevisionId | undefined;
  /** In the order of their making. */
  revisions: ReadonlyMap<RevisionId, Revision>;
  /** The child that redo goes to, by revision: the one that was left last. */
  redoTargets: ReadonlyMap<RevisionId, RevisionId>;
}

/** What a list of sessions shows. */
export interface SessionSummary {
  id: SessionId;
  createdAt: number;
  lastUsedAt: number;
  revisions: number;
  /** The beginning of the prompt that it is about; empty before the first revision. */
  title: string;
}
