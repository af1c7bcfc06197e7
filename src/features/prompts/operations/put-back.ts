import { isDeepStrictEqual } from 'node:util';
import {
  type FieldPath,
  fieldValue,
  type Parameters,
  type Subject,
  withField,
} from '../../sessions/index.js';
import { changedFields, shown } from '../report/field-changes.js';
import { leaves, normal } from './leaves.js';

export interface ChangeRules {
  /** In plain words; the request itself says what it is about. */
  request: string;
  /** Fields that the request names. */
  named: readonly FieldPath[];
  /** Fields that nothing but the user's hand may change. */
  locks: readonly FieldPath[];
}

export interface Settlement {
  /** The proposal, with everything as it was that was not asked for. */
  parameters: Parameters;
  changed: FieldPath[];
  /** One sentence for each change that was taken back. */
  putBack: string[];
}

/** Lets through what the request asks for and no lock forbids; everything else goes back to what it was. */
export function putBackUnasked(before: Parameters, proposed: Parameters, rules: ChangeRules): Settlement {
  const putBack: string[] = [];
  let parameters = proposed;
  for (const path of changedFields(before, proposed)) {
    const reason = refusalOf(path, before, proposed, rules);
    if (reason === undefined) continue;
    const [old, fresh] = [shown(fieldValue(before, path)), shown(fieldValue(proposed, path))];
    putBack.push(`'${path}' ${reason}: it stays '${old}', not '${fresh}'.`);
    parameters = withField(parameters, path, fieldValue(before, path));
  }
  const subjects = otherSubjectsAsTheyWere(before, parameters, rules.request);
  putBack.push(...subjects.putBack);
  return {
    parameters: subjects.parameters,
    changed: changedFields(before, subjects.parameters),
    putBack,
  };
}

function refusalOf(
  path: FieldPath,
  before: Parameters,
  proposed: Parameters,
  rules: ChangeRules,
): string | undefined {
  if (rules.locks.includes(path)) return 'is locked';
  if (rules.named.includes(path)) return undefined;
  return saysItself(before, proposed, path, rules.request) ? undefined : 'was not named by the request';
}

/** A field counts as named, too, where the request holds the new value word for word: `in ukiyo-e style`. */
function saysItself(before: Parameters, proposed: Parameters, path: FieldPath, request: string): boolean {
  const old = new Set(leaves(fieldValue(before, path)));
  const fresh = leaves(fieldValue(proposed, path)).filter((leaf) => !old.has(leaf));
  const text = ` ${normal(request)} `;
  return fresh.length > 0 && fresh.every((leaf) => text.includes(` ${normal(leaf)} `));
}

/** `make the car blue` is about the car: what happened to the dog, which is there before and after, was not asked for. */
function otherSubjectsAsTheyWere(before: Parameters, after: Parameters, request: string) {
  const text = normal(request);
  const isMentioned = ({ name }: Subject) =>
    normal(name)
      .split(' ')
      .some((word) => word.length > 2 && text.includes(word));
  const putBack: string[] = [];
  if (!before.subjects.some(isMentioned)) return { parameters: after, putBack };
  const subjects = after.subjects.map((subject) => {
    const old = before.subjects.filter(({ name }) => name === subject.name);
    const [only] = old;
    if (only === undefined || old.length > 1 || isMentioned(only) || isDeepStrictEqual(only, subject))
      return subject;
    putBack.push(
      `'subjects' (${only.name}) was not named by the request: it stays '${shown(only)}', not '${shown(subject)}'.`,
    );
    return only;
  });
  return { parameters: putBack.length === 0 ? after : { ...after, subjects }, putBack };
}
