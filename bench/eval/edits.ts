import { isDeepStrictEqual } from 'node:util';
import type { FieldPath, Parameters } from '../../src/features/sessions/index.ts';
import type { LabelledEdit } from './items.ts';
import { sameField } from './matching.ts';

export interface EditAnswer {
  parameters: Parameters;
  prompt: string;
}

export interface FieldAccess {
  paths: readonly FieldPath[];
  get: (parameters: Parameters, path: FieldPath) => unknown;
  set: (parameters: Parameters, path: FieldPath, value: unknown) => Parameters;
  parse: (value: unknown) => Parameters;
}

export interface EditVerdict {
  /** Undefined where nothing was to change. */
  isMade: boolean | undefined;
  /** Fields that changed though the request did not ask for it. */
  touched: FieldPath[];
  /** Fields that are not as expected. */
  missed: FieldPath[];
  isProtectedKept: boolean;
  /** Undefined where something was to change: parameters and text as they were. */
  isLeftAlone: boolean | undefined;
}

/** What is expected of the parameters after an edit. */
export function expectedParameters(edit: LabelledEdit, fields: FieldAccess): Parameters {
  let after = edit.parameters;
  for (const [path, value] of Object.entries(edit.expected))
    after = fields.set(after, path as FieldPath, value ?? undefined);
  return fields.parse(after);
}

/** "Touched" is literal: not even a synonym may stand where the old value stood. */
export function judgeEdit(edit: LabelledEdit, answer: EditAnswer, fields: FieldAccess): EditVerdict {
  const after = expectedParameters(edit, fields);
  const named = Object.keys(edit.expected) as FieldPath[];
  const isSaid = (text: string) => answer.prompt.includes(text);
  const before = edit.parameters.protected;
  // A text that the request brings is a part of the change, one that was there is to be kept.
  const isFreshSaid = after.protected.every((text) => before.includes(text) || isSaid(text));
  const missed = named.filter(
    (path) => !sameField(path, after, answer.parameters) || (path === 'protected' && !isFreshSaid),
  );
  const touched = fields.paths.filter(
    (path) =>
      !named.includes(path) &&
      !isDeepStrictEqual(fields.get(edit.parameters, path), fields.get(answer.parameters, path)),
  );
  const isNoOp = named.length === 0;
  return {
    isMade: isNoOp ? undefined : missed.length === 0,
    touched,
    missed,
    isProtectedKept: before.every((text) => !after.protected.includes(text) || isSaid(text)),
    isLeftAlone: isNoOp ? touched.length === 0 && answer.prompt === edit.prompt : undefined,
  };
}

export interface EditShares {
  made: number;
  untouched: number;
  protectedKept: number;
  noOpsLeftAlone: number;
}

/** Shares 0..1; NaN where there is nothing to count. */
export function editShares(verdicts: readonly EditVerdict[]): EditShares {
  const share = (values: readonly boolean[]) => values.filter(Boolean).length / values.length;
  const said = (values: readonly (boolean | undefined)[]) => values.filter((value) => value !== undefined);
  return {
    made: share(said(verdicts.map(({ isMade }) => isMade))),
    untouched: share(verdicts.map(({ touched }) => touched.length === 0)),
    protectedKept: share(verdicts.map(({ isProtectedKept }) => isProtectedKept)),
    noOpsLeftAlone: share(said(verdicts.map(({ isLeftAlone }) => isLeftAlone))),
  };
}
