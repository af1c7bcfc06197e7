import { withoutArticle } from '../reading/scene-words.js';
import { article } from '../text/say.js';
import { withoutPhrase } from './action-words.js';
import type { Draft } from './draft.js';
import { retell } from './segments.js';
import { escaped } from './subjects.js';
import { isSameKind, looksIn, numberIn } from './values.js';
import { WordPattern } from '../text/word-pattern.js';

/** One thing in the place of another, wherever it is said. */
export function replaceProp(draft: Draft, prop: string, fresh: string): boolean {
  const value = withoutArticle(fresh.trim());
  const { props } = draft.parameters.setting;
  if (
    !draft.store(
      'setting.props',
      props.map((one) => (one === prop ? value : one)),
    )
  )
    return false;
  const pattern = new WordPattern(`(?:\\b(an?)\\s+)?(?<![\\p{L}-])${escaped(prop)}(?![\\p{L}-])`, 'iu');
  const isCounted = /^(?:an?|the|two|three|four|five|six|some|several)\s/i.test(fresh.trim());
  const put = (_: string, lead?: string) =>
    lead === undefined
      ? value
      : isCounted
        ? fresh.trim()
        : /[^s]s$/.test(value.split(' of ')[0] ?? value)
          ? value
          : `${article(value)} ${value}`;
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({ ...action, action: action.action.replace(pattern, put) })),
  );
  retell(draft, pattern, put);
  draft.setText(draft.text.replace(pattern, put));
  return true;
}

/** `the kite should be red`. */
export function describeProp(draft: Draft, prop: string, value: string): boolean {
  const looks = looksIn(value);
  if (looks === undefined) return false;
  const [main = prop, ...rest] = prop.split(/ (?=of |with )/);
  const words = main.split(' ');
  const count = words.length > 1 && numberIn(words[0] ?? '') !== undefined ? words.slice(0, 1) : [];
  const kept = words
    .slice(count.length)
    .filter((word, index, all) => index === all.length - 1 || !looks.some((look) => isSameKind(look, word)));
  const fresh = [
    [...count, ...looks.filter((look) => !kept.includes(look)), ...kept].join(' '),
    ...rest,
  ].join(' ');
  return fresh !== prop && replaceProp(draft, prop, fresh);
}

export function removeProp(draft: Draft, prop: string): boolean {
  const pattern = new WordPattern(
    `(?:\\b(?:an?|the|his|her|its|their|some)\\s+)?(?<![\\p{L}-])${escaped(prop)}(?![\\p{L}-])`,
    'iu',
  );
  const { props } = draft.parameters.setting;
  if (
    !draft.store(
      'setting.props',
      props.filter((one) => one !== prop),
    )
  )
    return false;
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({ ...action, action: withoutPhrase(action.action, pattern) })),
  );
  removeTextOn(draft, prop);
  const match = pattern.exec(draft.text);
  if (match !== null) draft.replaceSpan(match.index, match.index + match[0].length, '');
  return true;
}

/** A sign takes its words along. */
function removeTextOn(draft: Draft, prop: string): void {
  const [text, ...more] = draft.parameters.on_screen_text;
  if (
    text === undefined ||
    more.length > 0 ||
    !/\b(?:sign|banner|label|poster|billboard|screen|placard)$/i.test(prop)
  )
    return;
  if (!draft.store('on_screen_text', [])) return;
  draft.release(text);
  draft.setText(
    draft.text.replace(
      new RegExp(
        `(${escaped(prop)})\\s+(?:that |which )?(?:reading|reads|saying|says|with(?: the)?(?: words?| text)?|spelling)?\\s*["“']?${escaped(text)}["”']?`,
        'i',
      ),
      '$1',
    ),
  );
}

export function addProps(draft: Draft, props: readonly string[], phrase: string): boolean {
  const known = draft.parameters.setting.props;
  const fresh = props.filter((prop) => !known.includes(prop));
  if (fresh.length === 0 || !draft.store('setting.props', [...known, ...fresh].slice(0, 32))) return false;
  draft.append(
    /^(?:an?|the|some|two|three|four|five|six|several|many|\d+)\s/i.test(phrase) || /[^s]s$/.test(phrase)
      ? phrase
      : `${article(phrase)} ${phrase}`,
  );
  return true;
}
