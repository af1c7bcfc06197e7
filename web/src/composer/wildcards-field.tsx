import '../ui/choice.css';
import type { Dispatch } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { type Draft, type DraftAction, MAX_PROMPTS } from '../draft/draft.types.js';
import { hasWildcard } from '../draft/wildcards.js';
import { TextField } from '../ui/text-field.js';

/**
 * Offered where a prompt has choices in braces; off until somebody wants it, since braces may also be meant as they
 * stand (a prompt written as JSON).
 */
export function WildcardsField({ draft, dispatch }: { draft: Draft; dispatch: Dispatch<DraftAction> }) {
  if (!draft.prompts.some(({ text }) => hasWildcard(text))) return null;
  const { isOn, count } = draft.wildcards;
  return (
    <div className="note wildcards" role="group" aria-label="Choices in braces">
      <Checkbox
        className="choice"
        isSelected={isOn}
        onChange={(next) => dispatch({ type: 'wildcards-set', wildcards: { isOn: next } })}
      >
        Make a video of each choice
      </Checkbox>
      <p>
        {isOn ? 'Every combination of the choices in ' : 'As it stands, the text goes to the model with its '}
        <code>{'{a|b}'}</code>
        {isOn ? ` is a prompt of its own, ${MAX_PROMPTS} at most.` : '.'}
      </p>
      {isOn && (
        <TextField
          label="How many"
          hint={`1 to ${MAX_PROMPTS}; empty for all of them`}
          inputMode="numeric"
          value={count}
          onChange={(text) => dispatch({ type: 'wildcards-set', wildcards: { count: text } })}
        />
      )}
    </div>
  );
}
