import { isDeepStrictEqual } from 'node:util';
import type { FieldPath, NotDone, Parameters, Revision } from '../../sessions/index.js';
import type { PromptProvider, ProviderContext, UpdateInput } from '../provider/prompt-provider.port.js';
import { changedFields } from '../report/field-changes.js';
import type { NamedUpdate, OfflineLanguage } from './offline-language.port.js';
import { missingTexts, type ProtectedText, repairInPlace } from './protected.js';
import { checkedParameters, checkedText, unusable } from './provided-text.js';
import { putBackUnasked, type Settlement } from './put-back.js';
import { type AllowedChange, isReleased } from './release.js';
import { editText, type Say } from './text-edit.js';

/** Fields that rules read reliably off any text, so that a change of one of them in the text is no accident. */
const CHECKED_IN_TEXT: readonly FieldPath[] = [
  'time_of_day',
  'weather',
  'camera.shot_size',
  'camera.angle',
  'camera.movement',
  'camera.depth_of_field',
];

export interface UpdateTask {
  head: Revision;
  request: string;
  wanted: readonly ProtectedText[];
}

export interface SettledUpdate {
  prompt: string;
  parameters: Parameters;
  changed: readonly FieldPath[];
  /** Fields that the request names. */
  named: readonly FieldPath[];
  putBack: readonly string[];
  notDone: readonly NotDone[];
}

export interface UpdateTools {
  offline: OfflineLanguage;
  say: Say;
}

/**
 * Asks a provider for an update and lets through only what may be.
 * @throws ProviderError unusable-answer, where a protected text cannot be kept
 */
export async function settledUpdate(
  provider: PromptProvider,
  task: UpdateTask,
  tools: UpdateTools,
  context: ProviderContext,
): Promise<SettledUpdate> {
  const { head } = task;
  const { proposal: answer, named } = await proposalOf(provider, task, tools, context);
  const rules = { request: task.request, named, locks: head.locks };
  const settlement = putBackUnasked(head.parameters, checkedParameters(answer.parameters), rules);
  const text = checkedText(answer.prompt);
  const notDone = answer.notDone ?? [];
  if (settlement.changed.length === 0) return { ...unchanged(task, settlement, text), named, notDone };
  const required = task.wanted.filter((one) => !isReleased(one, changeOf(task, settlement)));
  const isOffline = provider.name === tools.offline.name;
  const unasked = isOffline
    ? []
    : await unaskedInText([head.prompt, text], settlement, tools.offline, context);
  const prompt = repairInPlace(text, required);
  const isWhole = missingTexts(prompt, required).length === 0;
  if (settlement.putBack.length === 0 && unasked.length === 0 && isWhole)
    return { ...settlement, named, notDone, prompt };
  return {
    ...settlement,
    named,
    notDone,
    putBack: [...settlement.putBack, ...unasked.map(unaskedText)],
    prompt: await rewritten(task, { settlement, required }, tools, context),
  };
}

/** What a request names is never for its provider to say, unless that is the one that is asked for it anyway. */
async function proposalOf(
  provider: PromptProvider,
  task: UpdateTask,
  { offline }: UpdateTools,
  context: ProviderContext,
): Promise<NamedUpdate> {
  const input = inputOf(task);
  if (provider === offline) return offline.updateNaming(input, context);
  const named = await offline.namedFields(input.request, input.parameters);
  return { proposal: await provider.update(input, context), named };
}

function inputOf({ head, wanted, request }: UpdateTask): UpdateInput {
  const { prompt, parameters, locks } = head;
  return { prompt, parameters, locks, protectedTexts: wanted.map(({ text }) => text), request };
}

function changeOf({ head, request }: UpdateTask, { parameters, changed }: Settlement): AllowedChange {
  return { before: head.parameters, after: parameters, changed, request };
}

function unaskedText(path: FieldPath): string {
  return `The new text also spoke of '${path}', which was not asked for: it was written anew.`;
}

function unchanged(
  { head }: UpdateTask,
  settlement: Settlement,
  text: string,
): Omit<SettledUpdate, 'named' | 'notDone'> {
  const putBack = [...settlement.putBack];
  if (putBack.length === 0 && text !== head.prompt)
    putBack.push('The text was written anew without any field being changed: the old text stays.');
  return { ...settlement, putBack, prompt: head.prompt };
}

/** The old text with only the allowed changes in it: the builtin provider's edit, where it comes to the same. */
async function rewritten(
  task: UpdateTask,
  { settlement, required }: { settlement: Settlement; required: readonly ProtectedText[] },
  { offline, say }: UpdateTools,
  context: ProviderContext,
): Promise<string> {
  const { head } = task;
  const { parameters, changed } = settlement;
  const own = await offline.update(inputOf(task), context);
  const isSame = isDeepStrictEqual(own.parameters, parameters);
  const edited = isSame
    ? own.prompt
    : editText({ text: head.prompt, before: head.parameters, after: parameters, changed }, say);
  const prompt = repairInPlace(edited, required);
  const [lost] = missingTexts(prompt, required);
  if (lost !== undefined) throw unusable(`the change would lose the protected text ${lost.text}`);
  return checkedText(prompt);
}

async function unaskedInText(
  [before, after]: readonly [string, string],
  { changed }: Settlement,
  offline: OfflineLanguage,
  context: ProviderContext,
): Promise<FieldPath[]> {
  const [old, fresh] = await Promise.all([offline.extract(before, context), offline.extract(after, context)]);
  return changedFields(old.parameters, fresh.parameters).filter(
    (path) => CHECKED_IN_TEXT.includes(path) && !changed.includes(path),
  );
}
