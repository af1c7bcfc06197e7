import { Injectable } from '@nestjs/common';
import type { RevisionId, SessionId } from '../../../kernel/ids.js';
import { type Revision, type Session, SessionsService } from '../../sessions/index.js';
import type { Caller, PromptVariation, VariationRequest } from '../prompts.types.js';
import { compare } from '../report/intent-report.js';
import { changedFields, describeChanges, sourcesAfter } from '../report/field-changes.js';
import { promptOf } from './session-steps.js';
import { readPrompt } from './reading.js';
import { selectedOf, VariationMaker } from './variation-maker.js';

/** A prompt that is to be run, and the revision that holds its words. */
export interface SessionPrompt {
  prompt: string;
  sessionId: SessionId;
  revisionId: RevisionId;
}

export interface SessionPrompts {
  prompts: SessionPrompt[];
  warnings: string[];
}

/** Prompts of a session for jobs. Every one is a revision, so that a video leads back to its words. */
@Injectable()
export class SessionPromptSource {
  constructor(
    private readonly sessions: SessionsService,
    private readonly variations: VariationMaker,
  ) {}

  /**
   * Revisions by their places in the history; the head where none are named.
   * @throws DomainError no_prompt, no_such_index
   */
  async select(
    owner: string,
    id: SessionId,
    indices: readonly number[] | undefined,
  ): Promise<SessionPrompt[]> {
    const { session, head } = await promptOf(this.sessions, owner, id);
    const revisions = indices === undefined ? [head] : selectedOf(this.sessions.path(session), indices);
    return revisions.map(({ prompt, id: revisionId }) => ({ prompt, sessionId: id, revisionId }));
  }

  /** Selected prompts first, the head where none are named, then variations; these become revisions of the session without moving its head. */
  async vary(
    caller: Caller,
    id: SessionId,
    {
      selectedIndices,
      ...request
    }: Omit<VariationRequest, 'selectedIndices'> & { selectedIndices?: readonly number[] | undefined },
  ): Promise<SessionPrompts> {
    const { session, head } = await promptOf(this.sessions, caller.owner, id);
    const newest = this.sessions.path(session).length - 1;
    const { variations, warnings } = await this.variations.make(caller, id, {
      ...request,
      selectedIndices: selectedIndices ?? [newest],
    });
    const prompts: SessionPrompt[] = [];
    let last: RevisionId | undefined;
    for (const variation of variations) {
      const known = variation.isSelected ? variation.base : recorded(session, variation);
      const revision = known ?? (await this.#record(caller.owner, id, variation));
      if (known === undefined) last = revision.id;
      prompts.push({ prompt: variation.prompt, sessionId: id, revisionId: revision.id });
    }
    if (last !== undefined) await this.#backTo(caller.owner, id, { from: last, to: head.id });
    return { prompts, warnings };
  }

  /** The revision with these very words: the head, or else the newest. */
  async find(owner: string, id: SessionId, prompt: string): Promise<RevisionId | undefined> {
    const session = await this.sessions.find(owner, id);
    if (session === undefined) return undefined;
    if (this.sessions.head(session)?.prompt === prompt) return session.head;
    return [...session.revisions.values()].findLast((revision) => revision.prompt === prompt)?.id;
  }

  async #record(owner: string, id: SessionId, variation: PromptVariation): Promise<Revision> {
    const { base, prompt, parameters, provider, degraded } = variation;
    const fields = changedFields(base.parameters, parameters);
    const { phrases } = await readPrompt(base.prompt);
    const { report } = compare({ before: base.prompt, after: prompt, phrases, fields });
    return this.sessions.append(
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

  /** Only where nobody has gone on meanwhile. */
  async #backTo(
    owner: string,
    id: SessionId,
    { from, to }: { from: RevisionId; to: RevisionId },
  ): Promise<void> {
    const session = await this.sessions.get(owner, id);
    if (session.head === from) await this.sessions.restore(owner, id, to);
  }
}

/** The same variation of the same revision, run before. */
function recorded(session: Session, { base, prompt }: PromptVariation): Revision | undefined {
  return [...session.revisions.values()].find(
    (revision) =>
      revision.origin === 'variation' && revision.parent === base.id && revision.prompt === prompt,
  );
}
