import { FIELD_PATHS, type FieldPath, fieldValue, type Parameters } from '../../../sessions/index.js';
import type { UpdateInput, UpdateProposal } from '../../provider/prompt-provider.port.js';
import { protectedIn, readPrompt } from '../reading/extract.js';
import type { Language } from '../text/language.js';
import { carryOut } from './carry-out.js';
import { carryOutAll } from './not-done.js';
import { conceptOf, SCALAR_FIELDS } from './concepts.js';
import { Draft } from './draft.js';
import { type Wish } from './request.js';
import { askedIn, wishesOf } from './wishes.js';

/** Carries out what a request in plain words asks for; what it does not name stays as it is. */
export function update(input: UpdateInput, language: Language): UpdateProposal {
  const { prompt, parameters, locks, protectedTexts, request } = input;
  const asked = askedIn(request, language);
  if (asked.length === 0) return { parameters, prompt, changes: [] };
  const draft = new Draft(prompt, parameters, { language, locks: new Set(locks), protectedTexts });
  const before = draft.reading.parameters;
  const notDone = carryOutAll(draft, asked);
  if (draft.changes.length === 0) return { parameters, prompt, changes: [], notDone };
  settleNegative(draft, parameters);
  settleProtected(draft, parameters, request);
  draft.sayAgain(before, [...SCALAR_FIELDS, 'setting.location']);
  return { parameters: draft.parameters, prompt: draft.text, changes: draft.changes, notDone };
}

/** What comes in is no longer kept out. */
function settleNegative(draft: Draft, before: Parameters): void {
  const { negative, audio, subjects, setting } = draft.parameters;
  const things = (parameters: Parameters) => [
    ...parameters.subjects.map(({ name }) => name),
    ...parameters.setting.props,
  ];
  const known = things(before);
  const fresh = [...subjects.map(({ name }) => name), ...setting.props].filter(
    (thing) => !known.includes(thing),
  );
  const isIn = (item: string) =>
    (item === 'music' && audio.music !== undefined && before.audio.music === undefined) ||
    fresh.some((thing) => draft.language.singular(item.toLowerCase()) === thing.toLowerCase());
  const kept = negative.filter((item) => !before.negative.includes(item) || !isIn(item));
  if (kept.length < negative.length) draft.set('negative', kept);
}

/** A name goes with the value that held it; one that the request brings is looked after from now on. */
function settleProtected(draft: Draft, before: Parameters, request: string): void {
  const held = (parameters: Parameters) => HOLDING.flatMap((path) => textsIn(fieldValue(parameters, path)));
  const [was, is] = [held(before), held(draft.parameters)];
  const isIn = (texts: readonly string[], name: string) => texts.some((text) => text.includes(name));
  for (const name of draft.parameters.protected)
    if (before.protected.includes(name) && isIn(was, name) && !isIn(is, name)) draft.release(name);
  const said = protectedIn(request, draft.language);
  const named = NAMING.flatMap((path) => textsIn(fieldValue(draft.parameters, path)));
  const names = draft.parameters.subjects.map((subject) => subject.name);
  const fresh = said.filter(
    (name) =>
      isIn([...named, ...names], name) &&
      !/\b(?:VHS|CGI|POV|HDR)\b/.test(name) &&
      !isIn(was, name) &&
      !isIn(draft.parameters.protected, name),
  );
  if (fresh.length > 0) draft.store('protected', [...draft.parameters.protected, ...fresh].slice(0, 32));
}

/** Fields whose values may be somebody's or some place's name. */
const NAMING: readonly FieldPath[] = [
  'setting.location',
  'setting.background',
  'style.artistic',
  'style.grade',
  'audio.music',
];
const HOLDING = FIELD_PATHS.filter((path) => path !== 'protected');

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** The fields that a request in plain words names: those that carrying it out would touch, and those whose values it states. */
export function fieldsNamedBy(request: string, parameters: Parameters, language: Language): FieldPath[] {
  const named = new Set<FieldPath>();
  const wishes = wishesOf(request, language);
  if (wishes.length === 0) return [];
  const draft = new Draft('', parameters, { language, locks: new Set(), protectedTexts: [] });
  for (const wish of wishes) carryOut(draft, wish);
  settleNegative(draft, parameters);
  settleProtected(draft, parameters, request);
  for (const path of FIELD_PATHS)
    if (JSON.stringify(fieldValue(parameters, path)) !== JSON.stringify(fieldValue(draft.parameters, path)))
      named.add(path);
  for (const phrase of wishes.flatMap(phrasesOf)) {
    const concept = conceptOf(phrase);
    if (concept !== undefined) named.add(concept);
    const said = readPrompt(phrase, language).parameters;
    for (const path of SCALAR_FIELDS) if (fieldValue(said, path) !== undefined) named.add(path);
  }
  return FIELD_PATHS.filter((path) => named.has(path));
}

function phrasesOf(wish: Wish): string[] {
  switch (wish.kind) {
    case 'replace':
      return [wish.old, wish.fresh];
    case 'set':
    case 'assign':
    case 'rename':
    case 'state':
    case 'add':
    case 'want':
    case 'allow':
      return [wish.fresh];
    case 'remove':
    case 'quench':
    case 'end':
    case 'exclude':
      return [wish.old];
    default:
      return [wish.words];
  }
}
