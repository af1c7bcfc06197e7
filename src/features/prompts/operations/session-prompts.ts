import { Injectable } from '@nestjs/common';
import type { RevisionId, SessionId } from '../../../kernel/ids.js';
import { type Revision, SessionsService } from '../../sessions/index.js';
import type { Caller, GivenVariation, VariationRequest } from '../prompts.types.js';
import { promptOf } from './session-steps.js';
import { VariationKeeper } from './variation-keeper.js';
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
    private readonly keeper: VariationKeeper,
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
    const { session } = await promptOf(this.sessions, caller.owner, id);
    const newest = this.sessions.path(session).length - 1;
    const { variations, warnings } = await this.variations.make(caller, id, {
      ...request,
      selectedIndices: selectedIndices ?? [newest],
    });
    const prompts: SessionPrompt[] = [];
    for (const variation of variations) {
      const { isSelected, base, prompt } = variation;
      const revision = isSelected ? base : await this.keeper.record(caller.owner, id, variation);
      prompts.push({ prompt, sessionId: id, revisionId: revision.id });
    }
    return { prompts, warnings };
  }

  /**
   * Variations that were picked, as revisions beside the conversation.
   * @throws DomainError session_not_found, revision_not_found, invalid_request, conflict, storage_full
   */
  keep(caller: Caller, id: SessionId, given: readonly GivenVariation[]): Promise<Revision[]> {
    return this.keeper.keep(caller, id, given);
  }

  /** The revision with these very words: the head, or else the newest. */
  async find(owner: string, id: SessionId, prompt: string): Promise<RevisionId | undefined> {
    const session = await this.sessions.find(owner, id);
    if (session === undefined) return undefined;
    if (this.sessions.head(session)?.prompt === prompt) return session.head;
    return [...session.revisions.values()].findLast((revision) => revision.prompt === prompt)?.id;
  }
}
