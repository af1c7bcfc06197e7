import { answer, api } from '../../api/http.js';
import { isUnchanged } from '../model/diff-text.js';
import type { Edits } from '../model/field-form.js';
import type { Proposal, Step, VariationCard, VaryForm } from '../store/tune-draft.types.js';
import type { Enhancement, PromptState } from '../tune.types.js';

const path = (id: string) => ({ params: { path: { id } } });

/** Where a session stands after a step, and what to call the step. */
export interface Stepped {
  sessionId: string;
  step: Step;
}

/** The calls of this part of the page, in its own terms. */
export const tuneApi = {
  getSession: (id: string, signal: AbortSignal) =>
    answer(api.GET('/api/sessions/{id}', { ...path(id), signal })),
  listSessions: (signal: AbortSignal) => answer(api.GET('/api/sessions', { signal })),
  listFields: (signal: AbortSignal) => answer(api.GET('/api/prompt-fields', { signal })),
  listTemplates: (signal: AbortSignal) => answer(api.GET('/api/templates', { signal })),

  fillTemplate: (id: string, prompt: string, slots: Record<string, string | number>, signal: AbortSignal) =>
    answer(api.POST('/api/templates/{id}/apply', { ...path(id), body: { prompt, slots }, signal })),

  async propose(
    prompt: string,
    sessionId: string | undefined,
    signal: AbortSignal,
  ): Promise<Omit<Proposal, 'edited'>> {
    const body = { rough_prompt: prompt, session_id: sessionId ?? null };
    return toProposal(await answer(api.POST('/api/enhance', { body, signal })), prompt);
  },

  /** What an edited proposal does to the original; nobody is asked for another. */
  async compare(original: string, text: string, signal: AbortSignal): Promise<Omit<Proposal, 'edited'>> {
    const body = { rough_prompt: original, enhanced_prompt: text };
    return toProposal(await answer(api.POST('/api/enhance', { body, signal })), original);
  },

  async begin(prompt: string, words: readonly string[], signal: AbortSignal): Promise<Stepped> {
    const body = { prompt, protected: [...words] };
    return stepped(await answer(api.POST('/api/initialize', { body, signal })), 'Initial prompt');
  },

  async accept(
    { original, enhanced, provider }: Proposal,
    sessionId: string,
    signal: AbortSignal,
  ): Promise<Stepped> {
    const by: 'builtin' | 'openai' | 'user' =
      (['builtin', 'openai'] as const).find((name) => name === provider) ?? 'user';
    const body = {
      rough_prompt: original,
      session_id: sessionId,
      apply: true,
      enhanced_prompt: enhanced,
      enhanced_by: by,
    };
    const taken = await answer(api.POST('/api/enhance', { body, signal }));
    const { diff, report, degraded } = toProposal(taken, original);
    const step = { revisionId: taken.revision_id ?? '', title: 'Enhanced prompt', changes: [] };
    return { sessionId, step: { ...step, diff, report, provider: taken.provider, degraded } };
  },

  async change(sessionId: string, request: string, signal: AbortSignal): Promise<Stepped> {
    const body = { session_id: sessionId, user_request: request };
    return stepped(await answer(api.POST('/api/update', { body, signal })), request);
  },

  async move(sessionId: string, where: 'undo' | 'redo', signal: AbortSignal): Promise<Stepped> {
    const call =
      where === 'undo'
        ? api.POST('/api/sessions/{id}/undo', { ...path(sessionId), signal })
        : api.POST('/api/sessions/{id}/redo', { ...path(sessionId), signal });
    return moved(await answer(call), where === 'undo' ? 'Went back one step' : 'Went forward one step');
  },

  async restore(sessionId: string, revisionId: string, signal: AbortSignal): Promise<Stepped> {
    const body = { revision_id: revisionId };
    const state = await answer(api.POST('/api/sessions/{id}/restore', { ...path(sessionId), body, signal }));
    return moved(state, 'Went to an earlier step');
  },

  async edit(sessionId: string, fields: Edits, signal: AbortSignal): Promise<Stepped> {
    const body = { fields };
    const state = await answer(api.POST('/api/sessions/{id}/edit', { ...path(sessionId), body, signal }));
    return stepped(state, 'Parameters edited by hand');
  },

  async lock(sessionId: string, field: string, isLocked: boolean, signal: AbortSignal): Promise<Stepped> {
    const body = isLocked ? { lock: [field] } : { unlock: [field] };
    const state = await answer(api.POST('/api/sessions/{id}/edit', { ...path(sessionId), body, signal }));
    return stepped(state, isLocked ? 'Locked a field' : 'Unlocked a field');
  },

  async rewrite(sessionId: string, prompt: string, signal: AbortSignal): Promise<Stepped> {
    const body = { prompt };
    const state = await answer(api.POST('/api/sessions/{id}/edit', { ...path(sessionId), body, signal }));
    return stepped(state, 'Written by hand');
  },

  vary: (sessionId: string, revisionId: string, { count, seed, fields }: VaryForm, signal: AbortSignal) =>
    answer(
      api.POST('/api/generate-variations', {
        body: {
          session_id: sessionId,
          revision_id: revisionId,
          // What is no number is the server's to refuse, beside the field.
          total_count: typedNumber(count),
          ...(seed.trim() === '' ? {} : { seed: typedNumber(seed) }),
          vary: [...fields],
        },
        signal,
      }),
    ),

  /** Makes revisions of variations, so that jobs lead back to them. @returns the ids, in order */
  async keep(sessionId: string, cards: readonly VariationCard[], signal: AbortSignal): Promise<string[]> {
    const variations = cards.map(({ prompt, details, baseRevisionId, provider, degraded }) => ({
      prompt,
      details: details as never,
      base_revision_id: baseRevisionId,
      provider: provider === 'openai' ? ('openai' as const) : ('builtin' as const),
      degraded,
    }));
    const body = { variations };
    const kept = await answer(api.POST('/api/sessions/{id}/keep', { ...path(sessionId), body, signal }));
    return kept.revisions.map(({ id }) => id);
  },

  render: (sessionId: string, dialect: string, signal: AbortSignal) =>
    answer(
      api.POST('/api/sessions/{id}/render', {
        ...path(sessionId),
        body: { dialect: dialect as never },
        signal,
      }),
    ),
};

function typedNumber(text: string): number {
  const typed = text.trim();
  return /^\d+$/.test(typed) ? Number(typed) : (typed as unknown as number);
}

function toProposal(answered: Enhancement, original: string): Omit<Proposal, 'edited'> {
  const { kept, added, changed, dropped } = answered;
  return {
    original,
    enhanced: answered.enhanced_prompt,
    provider: answered.provider,
    degraded: answered.degraded,
    diff: answered.diff,
    report: { kept, added, changed, dropped, putBack: answered.put_back },
    protectedTexts: answered.protected_texts,
  };
}

function stepped(state: PromptState, title: string): Stepped {
  const { kept, added, changed, dropped, put_back: putBack } = state.report;
  return {
    sessionId: state.session_id,
    step: {
      revisionId: state.revision_id,
      title,
      changes: state.changes,
      diff: state.diff,
      report: { kept, added, changed, dropped, putBack },
      provider: state.provider,
      degraded: state.degraded,
    },
  };
}

/** The report that comes along is of the step that once made the revision, not of this one. */
function moved(state: PromptState, title: string): Stepped {
  const { sessionId, step } = stepped(state, title);
  const report = { kept: [], added: [], changed: [], dropped: [], putBack: [] };
  const changes = isUnchanged(step.diff) ? ['The words are the same.'] : [];
  return { sessionId, step: { ...step, changes, report } };
}
