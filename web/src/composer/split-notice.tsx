import type { Dispatch } from 'react';
import type { DraftAction, SplitPaste } from '../draft/draft.types.js';
import { count } from '../text/format.js';

/** Pasting several lines is usually a list, but not always: it can be taken back. */
export function SplitNotice({ split, dispatch }: { split: SplitPaste; dispatch: Dispatch<DraftAction> }) {
  return (
    <div className="note" role="status">
      {count(split.placed, 'line')} became {count(split.placed, 'prompt')}.
      {split.leftOut > 0 && ` There was no room for ${count(split.leftOut, 'more line')}.`}{' '}
      <button
        type="button"
        className="button button--plain"
        onClick={() => dispatch({ type: 'split-taken-back' })}
      >
        Keep as one prompt
      </button>
    </div>
  );
}
