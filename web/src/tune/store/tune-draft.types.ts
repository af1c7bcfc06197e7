import type { DiffPart, ProtectedText } from '../model/diff-text.js';
import type { Edits } from '../model/field-form.js';

/** What a step did, as the server compared it. */
export interface StepReport {
  kept: readonly string[];
  added: readonly string[];
  changed: readonly string[];
  dropped: readonly string[];
  /** What was changed unasked, and taken back. */
  putBack: readonly string[];
}

/** A richer text that nobody has agreed to yet. */
export interface Proposal {
  original: string;
  enhanced: string;
  /** Set while the user changes it. */
  edited: string | undefined;
  provider: string;
  degraded: boolean;
  diff: readonly DiffPart[];
  report: StepReport;
  protectedTexts: readonly ProtectedText[];
}

/** The last step in a session, and the revision that it led to. */
export interface Step {
  revisionId: string;
  /** `make it night`, in the user's words, or what was done. */
  title: string;
  changes: readonly string[];
  diff: readonly DiffPart[];
  report: StepReport;
  provider: string;
  degraded: boolean;
}

export interface VaryForm {
  count: string;
  seed: string;
  /** Fields and groups; none: whatever is not the core. */
  fields: readonly string[];
}

export interface VariationCard {
  prompt: string;
  /** The description, as the server gave it, to be sent back when it is kept. */
  details: unknown;
  selected: boolean;
  baseRevisionId: string;
  diff: readonly DiffPart[];
  provider: string;
  degraded: boolean;
}

export interface VariationRound {
  seed: number;
  cards: readonly VariationCard[];
  /** Places of the cards that are picked. */
  picked: readonly number[];
  warnings: readonly string[];
}

/** The session's text as it was last seen: what is left where the session is gone. */
export interface LastSeen {
  prompt: string;
  protectedWords: readonly string[];
}

/** Everything that was typed or shown on this part of the page, and is not on the server. */
export interface TuneDraft {
  idea: string;
  /** Trigger words, one to a line. */
  protectedWords: string;
  /** What a template says must not be seen. */
  negative: string;
  /** The text before a template was laid over it. */
  ideaBefore: string | undefined;
  proposal: Proposal | undefined;
  sessionId: string | undefined;
  last: LastSeen | undefined;
  /** A change in plain words. */
  request: string;
  /** The prompt while it is written by hand. */
  rewriting: string | undefined;
  edits: Edits;
  step: Step | undefined;
  vary: VaryForm;
  round: VariationRound | undefined;
}

/** What a step took of what was typed; `revive` begins anew in the place of a session that is gone. */
export type StepKind = 'begin' | 'revive' | 'accept' | 'request' | 'rewrite' | 'edits' | 'move';

export type TuneAction =
  | { type: 'idea-typed'; text: string }
  /** From a video; can be taken back as a template can. */
  | { type: 'idea-restored'; text: string }
  | { type: 'words-typed'; text: string }
  | { type: 'template-laid'; original: string; prompt: string; negative: string }
  | { type: 'template-taken-off' }
  | { type: 'negative-typed'; text: string }
  | { type: 'proposed'; proposal: Omit<Proposal, 'edited'> }
  | { type: 'proposal-edited'; text: string | undefined }
  | { type: 'proposal-compared'; text: string; proposal: Omit<Proposal, 'edited' | 'original' | 'enhanced'> }
  | { type: 'proposal-refused' }
  | { type: 'session-opened'; id: string }
  | { type: 'session-left' }
  /** Made for what is being worked on. */
  | { type: 'session-adopted'; id: string }
  | { type: 'session-seen'; id: string; last: LastSeen }
  | {
      type: 'stepped';
      sessionId: string;
      step: Step;
      done: StepKind;
    }
  | { type: 'request-typed'; text: string }
  | { type: 'rewriting-typed'; text: string | undefined }
  | { type: 'field-edited'; path: string; value: unknown; details: object }
  | { type: 'edits-dropped' }
  | { type: 'vary-changed'; form: Partial<VaryForm> }
  | { type: 'varied'; round: VariationRound }
  | { type: 'picked'; place: number; isPicked: boolean }
  | { type: 'variations-closed' };
