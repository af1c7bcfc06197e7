import { Injectable } from '@nestjs/common';
import { DomainError, type FieldProblem } from '../../../kernel/errors.js';
import type { RevisionId, SessionId } from '../../../kernel/ids.js';
import { type Revision, type Session, SessionsService } from '../../sessions/index.js';
import type { Caller, GivenVariation, Maker, PromptVariation } from '../prompts.types.js';
import { changedFields, describeChanges, sourcesAfter } from '../report/field-changes.js';
import { compare } from '../report/intent-report.js';
import type { Variation } from '../provider/prompt-provider.port.js';
import { protectedTexts } from './protected.js';
import { readPrompt } from './reading.js';
import { checkVariation } from './variation-checks.js';

/** A variation that is to be a revision. */
export type KeptVariation = Variation & Maker & Pick<PromptVariation, 'base'>;

/** Makes revisions of variations, beside the conversation: the head stays where it is. */
@Injectable()
export class VariationKeeper {
  constructor(private readonly sessions: SessionsService) {}

  /**
   * What a client picked among variations, in order. It comes from outside: it is checked as the answer of a language
   * model is, and all are kept or none.
   * @throws DomainError session_not_found, revision_not_found (the base), invalid_request with a problem for each
   */
  async keep(caller: Caller, id: SessionId, given: readonly GivenVariation[]): Promise<Revision[]> {
    const session = await this.sessions.get(caller.owner, id);
    const checked = await Promise.all(given.map((one) => checkedGiven(session, one)));
    const problems = checked.flatMap((one, index): FieldProblem[] =>
      'problem' in one ? [{ path: `variations.${index}`, message: `It ${one.problem}` }] : [],
    );
    const [first] = problems;
    if (first !== undefined) throw new DomainError('invalid_request', first.message, { problems });
    const revisions: Revision[] = [];
    for (const one of checked)
      if (!('problem' in one)) revisions.push(await this.record(caller.owner, id, one));
    return revisions;
  }

  /** The revision that it is already, or a new one. */
  async record(owner: string, id: SessionId, variation: KeptVariation): Promise<Revision> {
    const known = recorded(await this.sessions.get(owner, id), variation);
    if (known !== undefined) return known;
    const { base, prompt, parameters, provider, degraded } = variation;
    const fields = changedFields(base.parameters, parameters);
    const { phrases } = await readPrompt(base.prompt);
    const { report } = compare({ before: base.prompt, after: prompt, phrases, fields });
    return this.sessions.appendAside(
      owner,
      id,
      {
        origin: 'variation',
        prompt,
        parameters,
        sources: sourcesAfter(base.sources, parameters, fields, 'inferred'),
        locks: base.locks,
        description: 'Variation',
        changes: describeChanges(base.parameters, parameters, fields),
        report,
        provider,
        degraded,
      },
      base.id,
    );
  }
}

async function checkedGiven(
  session: Session,
  given: GivenVariation,
): Promise<KeptVariation | { problem: string }> {
  const base = revisionOf(session, given.base);
  if (base.prompt === given.prompt) return { problem: 'is the prompt that it is to vary' };
  const { firstNames } = await readPrompt(base.prompt);
  const wanted = protectedTexts(base.prompt, base.parameters, firstNames);
  const checked = checkVariation(given, { base, wanted, fields: [] });
  if ('problem' in checked) return checked;
  return { ...checked, base, provider: given.provider, degraded: given.degraded };
}

/** @throws DomainError revision_not_found */
export function revisionOf(session: Session, id: RevisionId): Revision {
  const revision = session.revisions.get(id);
  if (revision !== undefined) return revision;
  throw new DomainError('revision_not_found', 'The session has no revision with this id');
}

/** The same variation of the same revision, kept before. */
function recorded(session: Session, { base, prompt }: KeptVariation): Revision | undefined {
  return [...session.revisions.values()].find(
    (revision) =>
      revision.origin === 'variation' && revision.parent === base.id && revision.prompt === prompt,
  );
}
