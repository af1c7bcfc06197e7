import type { Subject } from '../../../sessions/index.js';
import type { Draft } from './draft.js';

const QUOTED = /["“«']([^"”»]+?)["”»'](?!\p{L})/u;

/** Things that carry words. */
export const WRITTEN_ON =
  /\b(?:sign|banner|label|poster|billboard|screen|placard|board|card|caption|title)s?$/i;

export function quoteIn(phrase: string): string | undefined {
  return QUOTED.exec(phrase)?.[1];
}

export function setSign(draft: Draft, fresh: string): boolean {
  const text =
    quoteIn(fresh) ?? fresh.trim().replace(/^(?:to )?(?:say|says|read|reads|reading|saying)\s+/i, '');
  const [old] = draft.parameters.on_screen_text;
  const isThere =
    old !== undefined ||
    [...draft.parameters.setting.props, ...draft.parameters.subjects.map(({ name }) => name)].some((thing) =>
      WRITTEN_ON.test(thing),
    );
  if (text === '' || !isThere || !draft.store('on_screen_text', [text])) return false;
  protect(draft, old, text);
  if (old !== undefined && draft.text.includes(old)) draft.rewriteText(draft.text.replace(old, () => text));
  else draft.append(`sign reading "${text}"`);
  return true;
}

/** One of the texts that are to be read for another. */
export function replaceSign(draft: Draft, old: string, text: string): boolean {
  const { on_screen_text: texts } = draft.parameters;
  const fresh = texts.map((one) => (one === old ? text : one));
  if (!draft.store('on_screen_text', fresh)) return false;
  protect(draft, old, text);
  draft.rewriteText(draft.text.replace(old, () => text));
  return true;
}

/** `the wall should say "NOVA"`: on a thing that had no words. */
export function writeOn(draft: Draft, what: string, text: string): boolean {
  const { on_screen_text: texts } = draft.parameters;
  const old = texts.find((one) => isOn(draft.text, one, what));
  if (old !== undefined) return replaceSign(draft, old, text);
  if (!draft.store('on_screen_text', [...texts, text].slice(0, 32))) return false;
  protect(draft, undefined, text);
  draft.append(`${what} reads "${text}"`);
  return true;
}

/** `"NIGHT OWL" on its door`: in one breath with the thing. */
function isOn(prompt: string, text: string, what: string): boolean {
  const at = prompt.indexOf(text);
  const thing = what.toLowerCase().split(' ').at(-1) ?? what;
  const near = prompt.slice(Math.max(0, at - 40), at + text.length + 30).toLowerCase();
  return at >= 0 && near.includes(thing);
}

/** `change the line to "Shark!"`, where only one is spoken. */
export function setOnlyLine(draft: Draft, fresh: string): boolean {
  const text = quoteIn(fresh);
  const [line, ...others] = draft.parameters.audio.dialogue;
  if (text === undefined || line === undefined || others.length > 0 || line.text === text) return false;
  if (!draft.store('audio.dialogue', [{ ...line, text }])) return false;
  protect(draft, line.text, text);
  draft.rewriteText(draft.text.replace(line.text, () => text));
  return true;
}

/** `the chef now says "Bon appetit"`: in the place of what was said before. */
export function setLine(draft: Draft, subject: Subject, text: string): boolean {
  const { dialogue } = draft.parameters.audio;
  const old =
    dialogue.find(({ speaker }) => speaker === subject.name) ??
    (dialogue.length === 1 && dialogue[0]?.speaker === undefined ? dialogue[0] : undefined);
  const fresh = { speaker: subject.name, text };
  const lines =
    old === undefined
      ? [...dialogue, fresh].slice(0, 32)
      : dialogue.map((line) => (line === old ? { ...line, text } : line));
  if (!draft.store('audio.dialogue', lines)) return false;
  protect(draft, old?.text, text);
  if (old === undefined)
    draft.append(`${/^\p{Lu}/u.test(subject.name) ? '' : 'the '}${subject.name} says "${text}"`);
  else draft.rewriteText(draft.text.replace(old.text, () => text));
  return true;
}

function protect(draft: Draft, old: string | undefined, text: string): void {
  if (old !== undefined) draft.release(old);
  const known = draft.parameters.protected.filter((one) => one !== old && one !== text);
  draft.store('protected', [...known, text].slice(0, 32));
}

/** Takes out a quoted text with the words that lead to it. */
export function cutQuote(draft: Draft, text: string): void {
  draft.release(text);
  const at = draft.text.indexOf(text);
  if (at < 0) return;
  const before = draft.text
    .slice(0, at)
    .replace(
      /\s*(?:,?\s*(?:an? |the )?(?:\p{L}+ )?(?:sign|caption|title|subtitle|label|banner|text|on-screen text:?))?(?:\s+(?:reading|reads|saying|says|say|that says|that reads|with the (?:words?|text)))?[,:]?\s*["“«']$/iu,
      '',
    );
  const after = draft.text
    .slice(at + text.length)
    .replace(/^["”»']\s*(?:,?\s*(?:says|said|asks|shouts|whispers|replies)(?: the| an?)? [\p{L}-]+)?/iu, '');
  const joined = `${before}${after}`
    .replace(/\s+([,.;!?])/g, '$1')
    .replace(/,\s*([.!?])/g, '$1')
    .replace(/([.!?])\s*\.+/g, '$1')
    .replace(/^[\s,;.]+/, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  draft.rewriteText(joined);
}
