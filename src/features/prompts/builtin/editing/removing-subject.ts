import { type Subject } from '../../../sessions/index.js';
import { withoutPhrase } from './action-words.js';
import type { Draft } from './draft.js';
import { cutQuote } from './speech.js';
import { escaped, spanOf } from './subjects.js';
import { WordPattern } from '../text/word-pattern.js';

/** Somebody goes, with what is done, said and related by nobody else. */
export function removeSubject(draft: Draft, subject: Subject): boolean {
  const span = spanOf(draft, subject);
  const { actions, composition, audio, subjects } = draft.parameters;
  const rest = subjects.filter((one) => one !== subject);
  if (!draft.store('subjects', rest)) return false;
  draft.releaseIn(subject.name, rest.map(({ name }) => name).join(', '));
  const pattern = new WordPattern(
    `(?<![\\p{L}\\p{N}_-])(?:${escaped(subject.name)}|${escaped(draft.language.plural(subject.name))})(?![\\p{L}\\p{N}_-])`,
    'iu',
  );
  const isGone = !rest.some(({ name }) => name === subject.name);
  const lost = isGone ? actions.filter(({ agent }) => agent === subject.name) : [];
  const left = actions.filter((action) => !lost.includes(action));
  draft.store(
    'actions',
    left.map((action) => ({ ...action, action: withoutPhrase(action.action, pattern) })),
  );
  const spoken = isGone ? audio.dialogue.filter(({ speaker }) => speaker === subject.name) : [];
  if (isGone) {
    draft.store(
      'composition.relations',
      composition.relations.filter((relation) => !pattern.test(relation)),
    );
    draft.store(
      'audio.dialogue',
      audio.dialogue.filter((line) => !spoken.includes(line)),
    );
    for (const { text } of spoken) draft.release(text);
  }
  if (span !== undefined) cutClause(draft, span.start, span.end);
  for (const { text } of spoken) cutQuote(draft, text);
  return true;
}

/** From the thing to the end of what it does; of two that are joined by `and`, only the one. */
function cutClause(draft: Draft, start: number, end: number): void {
  const { text } = draft;
  const after = text.slice(end);
  const joinedBefore = /\s+and\s+$/i.exec(text.slice(0, start));
  if (joinedBefore !== null && draft.findings('subjects').some((one) => one.end === joinedBefore.index)) {
    draft.replaceSpan(joinedBefore.index, end, '');
    return;
  }
  const joinedAfter = /^\s+and\s+/i.exec(after);
  if (
    joinedAfter !== null &&
    draft.findings('subjects').some((one) => one.start === end + joinedAfter[0].length)
  ) {
    const kept = text.slice(end + joinedAfter[0].length);
    const isStart = start === 0 && /^\p{Lu}/u.test(text);
    draft.setText(`${text.slice(0, start)}${isStart ? kept.charAt(0).toUpperCase() + kept.slice(1) : kept}`);
    return;
  }
  const rest = /[.;!?]|,|\s(?=(?:while|as|and|when|with)\b)/i.exec(after);
  const stop = rest === null ? text.length : end + rest.index;
  const lead = /(?:^|[.,;!?]|\s(?:while|as|and|when|with))\s*$/i.exec(text.slice(0, start));
  if (lead === null) {
    draft.replaceSpan(start, end, '');
    return;
  }
  const from = lead.index + (/^[.;!?]/.test(lead[0]) ? 1 : 0);
  draft.setText(
    `${text.slice(0, from)}${text.slice(stop)}`
      .replace(/^[\s,;.]+/, '')
      .replace(/^(?:and|while|as)\s+/i, '')
      .replace(/ {2,}/g, ' ')
      .trim(),
  );
  // A protected text keeps its clause, and a prompt its only one: then only the one who is gone goes.
  if (draft.text === '') draft.setText(text);
  if (draft.text === text) draft.replaceSpan(start, end, '');
}
