import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Button } from '../../ui/button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { TextField } from '../../ui/text-field.js';
import { isUnchanged } from '../model/diff-text.js';
import { textsOf } from '../model/field-form.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { DiffText } from '../shown/diff-text.js';
import { ProviderBadge } from '../shown/provider-badge.js';
import { StepReportList } from '../shown/step-report.js';
import type { Proposal } from '../store/tune-draft.types.js';
import { useTuneDraft } from '../store/tune-store.js';

/** A richer text, word for word against the original. Nothing changes before the user says so. */
export function ProposalPanel({
  proposal,
  sessionId,
}: {
  proposal: Proposal;
  sessionId: string | undefined;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  const [, dispatch] = useTuneDraft();
  const isNothing = isUnchanged(proposal.diff);
  const isEditing = proposal.edited !== undefined;
  useEffect(() => title.current?.focus(), [proposal.enhanced]);
  return (
    <section className="panel tune-panel tune-panel--proposal" aria-labelledby="proposal-title">
      <div className="tune-panel__head">
        <h2 id="proposal-title" ref={title} tabIndex={-1}>
          Proposal
        </h2>
        <ProviderBadge {...proposal} />
      </div>
      {isNothing ? (
        <p className="note">There is nothing to add: the text stays as it is.</p>
      ) : (
        <>
          <DiffText parts={proposal.diff} protectedTexts={proposal.protectedTexts} />
          <p className="diff-key">
            <span>
              <ins>new</ins>
            </span>
            <span>
              <del>gone</del>
            </span>
            {proposal.protectedTexts.length > 0 && (
              <span>
                <mark>protected</mark>
              </span>
            )}
          </p>
          <StepReportList report={proposal.report} />
        </>
      )}
      {isEditing ? (
        <EditedProposal proposal={proposal} text={proposal.edited ?? ''} />
      ) : (
        <Answers
          proposal={proposal}
          sessionId={sessionId}
          onEdit={() => dispatch({ type: 'proposal-edited', text: proposal.enhanced })}
        />
      )}
    </section>
  );
}

interface AnswersProps {
  proposal: Proposal;
  sessionId: string | undefined;
  onEdit: () => void;
}

function Answers({ proposal, sessionId, onEdit }: AnswersProps) {
  const [draft, dispatch] = useTuneDraft();
  const accept = useStep('accept', async (wanted: Proposal, signal) => {
    if (sessionId !== undefined) return tuneApi.accept(wanted, sessionId, signal);
    // The user's own words come first in the history, so that undo leads back to them.
    const begun = await tuneApi.begin(wanted.original, textsOf(draft.protectedWords), signal);
    dispatch({ type: 'session-adopted', id: begun.sessionId });
    return tuneApi.accept(wanted, begun.sessionId, signal);
  });
  const refuse = () => {
    dispatch({ type: 'proposal-refused' });
    // The button goes away with the proposal.
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('#prompt-title, .idea textarea')?.focus(),
    );
  };
  return (
    <>
      <div className="tune-actions">
        {!isUnchanged(proposal.diff) && (
          <Button variant="primary" onPress={() => accept.run(proposal)}>
            {accept.isPending ? 'Taking it…' : 'Accept'}
          </Button>
        )}
        <Button onPress={onEdit}>Edit</Button>
        <Button onPress={refuse}>Refuse</Button>
      </div>
      <ProblemNote error={accept.error} what="Could not take it" />
    </>
  );
}

function EditedProposal({ proposal, text }: { proposal: Proposal; text: string }) {
  const [, dispatch] = useTuneDraft();
  const compare = useMutation({
    mutationKey: ['tune', 'compare'],
    mutationFn: (edited: string) => tuneApi.compare(proposal.original, edited, new AbortController().signal),
    onSuccess: (compared, edited) =>
      dispatch({ type: 'proposal-compared', text: edited, proposal: compared }),
  });
  return (
    <form
      className="idea"
      onSubmit={(event) => {
        event.preventDefault();
        if (!compare.isPending) compare.mutate(text);
      }}
    >
      <TextField
        label="Edited proposal"
        rows={5}
        autoFocus
        value={text}
        onChange={(edited) => dispatch({ type: 'proposal-edited', text: edited })}
      />
      <div className="tune-actions">
        <Button type="submit" variant="primary" isDisabled={text.trim() === ''}>
          Compare
        </Button>
        <Button onPress={() => dispatch({ type: 'proposal-edited', text: undefined })}>
          Leave it unedited
        </Button>
      </div>
      <ProblemNote error={compare.error} what="Could not compare" />
    </form>
  );
}
