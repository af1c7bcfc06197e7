import { withEdit } from '../model/field-form.js';
import type { TuneAction, TuneDraft, VaryForm } from './tune-draft.types.js';

export const EMPTY_VARY: VaryForm = { count: '8', seed: '', fields: [] };

export function emptyTuneDraft(): TuneDraft {
  return {
    idea: '',
    protectedWords: '',
    negative: '',
    ideaBefore: undefined,
    proposal: undefined,
    sessionId: undefined,
    last: undefined,
    request: '',
    rewriting: undefined,
    edits: {},
    step: undefined,
    vary: EMPTY_VARY,
    round: undefined,
  };
}

/** What belongs to one session, and means nothing in another. */
const NO_SESSION = {
  proposal: undefined,
  sessionId: undefined,
  last: undefined,
  request: '',
  rewriting: undefined,
  edits: {},
  step: undefined,
  round: undefined,
} as const satisfies Partial<TuneDraft>;

type Of<T extends TuneAction['type']> = Extract<TuneAction, { type: T }>;

export function tuneReducer(draft: TuneDraft, action: TuneAction): TuneDraft {
  switch (action.type) {
    case 'proposed':
    case 'proposal-edited':
    case 'proposal-compared':
    case 'proposal-refused':
      return { ...draft, proposal: proposalAfter(draft, action) };
    case 'session-opened':
      return action.id === draft.sessionId ? draft : { ...draft, ...NO_SESSION, sessionId: action.id };
    case 'session-left':
      return { ...draft, ...NO_SESSION };
    case 'session-adopted':
      return { ...draft, sessionId: action.id };
    case 'session-seen':
      return action.id === draft.sessionId ? { ...draft, last: action.last } : draft;
    case 'stepped':
      return stepped(draft, action);
    case 'request-typed':
      return { ...draft, request: action.text };
    case 'rewriting-typed':
      return { ...draft, rewriting: action.text };
    case 'field-edited':
      return { ...draft, edits: withEdit(draft.edits, action.path, action.value, action.details) };
    case 'edits-dropped':
      return { ...draft, edits: {} };
    case 'vary-changed':
    case 'varied':
    case 'picked':
    case 'variations-closed':
      return varied(draft, action);
    default:
      return idea(draft, action);
  }
}

function idea(
  draft: TuneDraft,
  action: Of<
    'idea-typed' | 'idea-restored' | 'words-typed' | 'template-laid' | 'template-taken-off' | 'negative-typed'
  >,
): TuneDraft {
  switch (action.type) {
    // Words that follow a template are the user's: taking it off would throw them away.
    case 'idea-typed':
      return { ...draft, idea: action.text, ideaBefore: undefined };
    case 'idea-restored': {
      const ideaBefore = draft.idea.trim() === '' ? undefined : draft.idea;
      return { ...draft, idea: action.text, ideaBefore, proposal: undefined };
    }
    case 'words-typed':
      return { ...draft, protectedWords: action.text };
    case 'negative-typed':
      return { ...draft, negative: action.text };
    case 'template-laid':
      // Typed meanwhile: nothing is laid over it.
      if (draft.idea !== action.original) return draft;
      return {
        ...draft,
        idea: action.prompt,
        ideaBefore: action.original,
        negative: joined(draft.negative, action.negative),
      };
    case 'template-taken-off':
      return draft.ideaBefore === undefined
        ? draft
        : { ...draft, idea: draft.ideaBefore, ideaBefore: undefined };
  }
}

function joined(...texts: readonly string[]): string {
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))].join(', ');
}

function proposalAfter(
  { proposal }: TuneDraft,
  action: Of<'proposed' | 'proposal-edited' | 'proposal-compared' | 'proposal-refused'>,
): TuneDraft['proposal'] {
  switch (action.type) {
    case 'proposed':
      return { ...action.proposal, edited: undefined };
    case 'proposal-refused':
      return undefined;
    case 'proposal-edited':
      return proposal === undefined ? undefined : { ...proposal, edited: action.text };
    case 'proposal-compared':
      return proposal?.edited === action.text
        ? { ...proposal, ...action.proposal, enhanced: action.text, edited: undefined }
        : proposal;
  }
}

/** What was typed for a step is cleared once it was taken, and not before. */
function stepped(draft: TuneDraft, { sessionId, step, done }: Of<'stepped'>): TuneDraft {
  const isOther = sessionId !== draft.sessionId && done !== 'revive';
  const base = isOther ? { ...draft, ...NO_SESSION, sessionId } : draft;
  const next: TuneDraft = { ...base, sessionId, step };
  switch (done) {
    case 'begin':
    case 'accept':
      return { ...next, proposal: undefined, rewriting: undefined, edits: {} };
    case 'request':
      return { ...next, request: '' };
    case 'rewrite':
      return { ...next, rewriting: undefined };
    case 'edits':
      return { ...next, edits: {} };
    case 'revive':
      return { ...next, round: undefined };
    case 'move':
      return next;
  }
}

function varied(
  draft: TuneDraft,
  action: Of<'vary-changed' | 'varied' | 'picked' | 'variations-closed'>,
): TuneDraft {
  switch (action.type) {
    case 'vary-changed':
      return { ...draft, vary: { ...draft.vary, ...action.form } };
    case 'varied':
      return { ...draft, round: action.round };
    case 'variations-closed':
      return { ...draft, round: undefined };
    case 'picked': {
      if (draft.round === undefined) return draft;
      const rest = draft.round.picked.filter((place) => place !== action.place);
      const picked = action.isPicked ? [...rest, action.place].sort((a, b) => a - b) : rest;
      return { ...draft, round: { ...draft.round, picked } };
    }
  }
}
