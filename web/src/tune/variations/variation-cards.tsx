import '../../ui/card.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox } from 'react-aria-components/Checkbox';
import { keys } from '../../api/query-keys.js';
import { pathOf, useGoTo } from '../../shell/route.js';
import { count } from '../../text/format.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { toast } from '../../ui/toasts.js';
import { sendToRun } from '../prompt/to-run.js';
import { tuneApi } from '../session/tune-api.js';
import { useStep } from '../session/use-step.js';
import { DiffText } from '../shown/diff-text.js';
import { ProviderBadge } from '../shown/provider-badge.js';
import type { VariationCard, VariationRound } from '../store/tune-draft.types.js';
import { useTuneDraft } from '../store/tune-store.js';
import type { Details } from '../tune.types.js';

/** The variations to pick from. What is sent becomes a revision, so that its videos lead back to it. */
export function VariationCards({ sessionId, round }: { sessionId: string; round: VariationRound }) {
  const [, dispatch] = useTuneDraft();
  const { cards, picked, seed, warnings } = round;
  return (
    <section className="vary" aria-labelledby="variations-title">
      <div className="tune-panel__head">
        <h3 id="variations-title" tabIndex={-1} className="step__title">
          {count(cards.length, 'prompt')}, seed {seed}
        </h3>
        <div className="tune-actions">
          <Button
            variant="plain"
            onPress={() => {
              for (const place of cards.keys()) dispatch({ type: 'picked', place, isPicked: true });
            }}
          >
            Pick all
          </Button>
          <Button variant="plain" onPress={() => dispatch({ type: 'variations-closed' })}>
            Put them away
          </Button>
        </div>
      </div>
      {warnings.map((warning) => (
        <p key={warning} className="note">
          {warning}
        </p>
      ))}
      <ul className="cards">
        {cards.map((card, place) => (
          <li key={place}>
            <Card sessionId={sessionId} card={card} place={place} isPicked={picked.includes(place)} />
          </li>
        ))}
      </ul>
      <SendPicked sessionId={sessionId} round={round} />
    </section>
  );
}

interface CardProps {
  sessionId: string;
  card: VariationCard;
  place: number;
  isPicked: boolean;
}

function Card({ sessionId, card, place, isPicked }: CardProps) {
  const [, dispatch] = useTuneDraft();
  const goOn = useStep('move', async (wanted: VariationCard, signal) => {
    const [kept = wanted.baseRevisionId] = wanted.selected
      ? []
      : await tuneApi.keep(sessionId, [wanted], signal);
    return tuneApi.restore(sessionId, kept, signal);
  });
  return (
    <article className={isPicked ? 'card card--picked' : 'card'} aria-label={`Variation ${place + 1}`}>
      <div className="card__head">
        <Checkbox
          className="choice"
          isSelected={isPicked}
          onChange={(next) => dispatch({ type: 'picked', place, isPicked: next })}
        >
          {isPicked ? 'Picked' : 'Pick'}
          <span className="visually-hidden"> variation {place + 1}</span>
        </Checkbox>
        {card.selected ? <span className="badge">the prompt itself</span> : <ProviderBadge {...card} />}
      </div>
      <DiffText parts={card.diff} />
      <div className="card__foot">
        {!card.selected && (
          <Button variant="plain" onPress={() => goOn.run(card)}>
            Go on with this one
          </Button>
        )}
        <CopyButton variant="plain" text={card.prompt} what={`variation ${place + 1}`} />
      </div>
      <ProblemNote error={goOn.error} what="Could not go on with it" />
    </article>
  );
}

/** At most eight fit into a batch; Run says what found no room. */
function SendPicked({ sessionId, round: { cards, picked } }: { sessionId: string; round: VariationRound }) {
  const [draft] = useTuneDraft();
  const client = useQueryClient();
  const goTo = useGoTo();
  const send = useMutation({
    mutationKey: ['tune', 'keep'],
    mutationFn: async (chosen: readonly VariationCard[]) => {
      const fresh = chosen.filter(({ selected }) => !selected);
      if (fresh.length > 0) await tuneApi.keep(sessionId, fresh, new AbortController().signal);
    },
    onSuccess: async (_, chosen) => {
      await client.invalidateQueries({ queryKey: keys.session(sessionId), exact: true });
      const prompts = chosen.map(({ prompt, details }) => ({ prompt, details: details as Details }));
      sendToRun(sessionId, prompts, draft.negative);
      toast(`${count(chosen.length, 'prompt')} added to the batch.`);
      goTo(pathOf('run'));
    },
  });
  const chosen = picked.flatMap((place) => cards[place] ?? []);
  return (
    <div className="cards__bar">
      <Button
        variant="primary"
        isDisabled={chosen.length === 0}
        onPress={() => {
          if (!send.isPending) send.mutate(chosen);
        }}
      >
        Send {chosen.length} picked to Run
      </Button>
      {chosen.length > 8 && <span className="quiet">A batch holds 8.</span>}
      <ProblemNote error={send.error} what="Could not keep them" />
    </div>
  );
}
