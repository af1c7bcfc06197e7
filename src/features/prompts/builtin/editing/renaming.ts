import type { Action, Subject } from '../../../sessions/index.js';
import type { Draft } from './draft.js';
import { retell } from './segments.js';
import { escaped, spanOf } from './subjects.js';
import { subjectNamed } from './targets.js';

const NAME =
  /^\p{Lu}[\p{L}\p{M}\p{N}’'.-]*(?: (?:\p{Lu}[\p{L}\p{M}\p{N}’'.-]*|of|the|de|la|von|van|da|di))*$/u;

/** `call the fox Pip`, `change Pip's name to Rex`: somebody's name, and nothing else about them; false where it is no name. */
export function rename(draft: Draft, what: string, words: string): boolean {
  const fresh = words.trim().replace(/^["“«'](.+)["”»']$/u, '$1');
  if (!NAME.test(fresh)) return false;
  const whom = what
    .replace(/^the name of /i, '')
    .replace(/(?:'s?)? name(?: from .+)?$/i, '')
    .trim();
  const bare = whom.replace(/^(?:the|his|her|its|their) /i, '');
  const known = draft.parameters.protected.find((name) => name === bare);
  const subject = subjectNamed(draft, whom);
  const old = known ?? (subject === undefined ? undefined : nameOf(draft, subject));
  if (old === fresh) return false;
  if (old !== undefined) return replaceName(draft, old, fresh);
  return subject !== undefined && giveName(draft, subject, fresh);
}

/** The proper name that somebody has, as a name of its own or behind `named`. */
function nameOf(draft: Draft, { name }: Subject): string | undefined {
  if (/^\p{Lu}/u.test(name)) return name;
  const pattern = new RegExp(`${escaped(name)},? (?:named|called|by the name of) ([^,.;!?]+)`, 'iu');
  const after = pattern.exec(draft.text)?.[1];
  return draft.parameters.protected.find((one) => after?.startsWith(one) === true);
}

/** Wherever the old name is said outside quotation marks. */
function replaceName(draft: Draft, old: string, fresh: string): boolean {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped(old)}(?![\\p{L}\\p{N}_-])`, 'gu');
  const put = (text: string) => text.replace(pattern, () => fresh);
  const { subjects, actions, composition, audio, setting, protected: names } = draft.parameters;
  const isKept = names.includes(old);
  const isStored = draft.store(
    'protected',
    isKept ? names.map((one) => (one === old ? fresh : one)) : [...names, fresh].slice(0, 32),
  );
  if (!isStored) return false;
  draft.store(
    'subjects',
    subjects.map((one) => ({ ...one, name: put(one.name) })),
  );
  draft.store(
    'actions',
    actions.map((one): Action => ({
      ...one,
      ...(one.agent === undefined ? {} : { agent: put(one.agent) }),
      action: put(one.action),
    })),
  );
  draft.store('composition.relations', composition.relations.map(put));
  draft.store(
    'audio.dialogue',
    audio.dialogue.map((line) =>
      line.speaker === undefined ? line : { ...line, speaker: put(line.speaker) },
    ),
  );
  retell(draft, pattern, () => fresh);
  if (setting.location !== undefined) draft.store('setting.location', put(setting.location));
  draft.releaseIn(old, fresh);
  const parts = draft.text.split(/("[^"]*"|“[^”]*”|«[^»]*»)/u);
  draft.rewriteText(parts.map((part, index) => (index % 2 === 1 ? part : put(part))).join(''));
  return true;
}

/** A name for somebody who had none: it is protected, the thing stays what it is. */
function giveName(draft: Draft, subject: Subject, fresh: string): boolean {
  const { protected: names } = draft.parameters;
  if (!draft.store('protected', [...names, fresh].slice(0, 32))) return false;
  const span = spanOf(draft, subject);
  if (span === undefined) draft.append(`the ${subject.name} is named ${fresh}`);
  else draft.replaceSpan(span.end, span.end, ` named ${fresh}`);
  return true;
}
