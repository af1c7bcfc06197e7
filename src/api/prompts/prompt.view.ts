import {
  flatView,
  type PromptEnhancement,
  type PromptState,
  type PromptVariation,
} from '../../features/prompts/index.js';
import type { IntentReport, Revision } from '../../features/sessions/index.js';
import type { SessionId } from '../../kernel/ids.js';
import { timeOf } from '../jobs/job.view.js';
import type { EnhanceBody, HistoryEntryBody, ReportBody, VariationBody } from './prompt.body.js';

/** Fields of a body that nobody knows, in words; left out where there are none. */
export function warningsOf(
  unknown: readonly string[],
  others: readonly string[] = [],
): { warnings?: string[] } {
  const warnings = [...unknown.map((name) => `The field "${name}" is not known and was ignored`), ...others];
  return warnings.length === 0 ? {} : { warnings };
}

export function toReportBody({ putBack, notDone = [], ...report }: IntentReport): ReportBody {
  return { ...report, put_back: putBack, not_done: [...notDone] };
}

/** Without its class, so that it can be a part of others. */
export function toDetailsBody({ parameters, sources, locks }: Revision) {
  return { parameters: flatView(parameters), details: parameters, sources, locks: [...locks] };
}

export function toParametersBody(id: SessionId, revision: Revision) {
  return { ...toDetailsBody(revision), session_id: id, revision_id: revision.id };
}

export function toStateBody(state: PromptState, unknown: readonly string[] = []) {
  const { revision, sessionId, provider, degraded } = state;
  return {
    ...toParametersBody(sessionId, revision),
    prompt: revision.prompt,
    changes: [...state.changes],
    diff: state.diff,
    report: toReportBody(state.report),
    provider,
    degraded,
    ...warningsOf(unknown),
  };
}

export function toEnhanceBody(enhancement: PromptEnhancement, unknown: readonly string[]): EnhanceBody {
  const { original, enhanced, report, diff, sessionId, revision, provider, degraded } = enhancement;
  const { kept, added, changed, dropped, putBack } = report;
  return {
    original_prompt: original,
    enhanced_prompt: enhanced,
    session_id: sessionId,
    kept,
    added,
    changed,
    dropped,
    put_back: putBack,
    protected_texts: [...enhancement.protectedTexts],
    negative_prompt: enhancement.negative ?? null,
    diff,
    revision_id: revision?.id ?? null,
    provider,
    degraded,
    ...warningsOf(unknown),
  };
}

export function toHistoryEntry(revision: Revision): HistoryEntryBody {
  const { prompt, parameters, description, id, origin, createdAt } = revision;
  return {
    prompt,
    parameters: flatView(parameters),
    description,
    revision_id: id,
    origin,
    created_at: timeOf(createdAt),
  };
}

export function toVariationBody(variation: PromptVariation): VariationBody {
  const { prompt, parameters, isSelected, base, diff, provider, degraded } = variation;
  return {
    prompt,
    parameters: flatView(parameters),
    details: parameters,
    selected: isSelected,
    base_revision_id: base.id,
    diff,
    provider,
    degraded,
  };
}
