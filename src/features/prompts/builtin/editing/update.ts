import { FIELD_PATHS, type FieldPath, fieldValue, type Parameters } from '../../../sessions/index.js';
import type { UpdateInput, UpdateProposal } from '../../provider/prompt-provider.port.js';
import { extract } from '../reading/extract.js';
import type { Language } from '../text/language.js';
import { carryOut } from './carry-out.js';
import { conceptOf, SCALAR_FIELDS } from './concepts.js';
import { Draft } from './draft.js';
import { type Wish, wishesOf } from './request.js';

/** Carries out what a request in plain words asks for; what it does not name stays as it is. */
export function update(input: UpdateInput, language: Language): UpdateProposal {
  const { prompt, parameters, locks, protectedTexts, request } = input;
  const wishes = wishesOf(request, language);
  if (wishes.length === 0) return { parameters, prompt, changes: [] };
  const draft = new Draft(prompt, parameters, { language, locks: new Set(locks), protectedTexts });
  const before = draft.reading.parameters;
  for (const wish of wishes) carryOut(draft, wish);
  if (draft.changes.length === 0) return { parameters, prompt, changes: [] };
  draft.sayAgain(before, [...SCALAR_FIELDS, 'setting.location']);
  return { parameters: draft.parameters, prompt: draft.text, changes: draft.changes };
}

/** The fields that a request in plain words names: those that carrying it out would touch, and those whose values it states. */
export function fieldsNamedBy(request: string, parameters: Parameters, language: Language): FieldPath[] {
  const named = new Set<FieldPath>();
  const wishes = wishesOf(request, language);
  if (wishes.length === 0) return [];
  const draft = new Draft('', parameters, { language, locks: new Set(), protectedTexts: [] });
  for (const wish of wishes) carryOut(draft, wish);
  for (const path of FIELD_PATHS)
    if (JSON.stringify(fieldValue(parameters, path)) !== JSON.stringify(fieldValue(draft.parameters, path)))
      named.add(path);
  for (const phrase of wishes.flatMap(phrasesOf)) {
    const concept = conceptOf(phrase);
    if (concept !== undefined) named.add(concept);
    const said = extract(phrase, language).parameters;
    for (const path of SCALAR_FIELDS) if (fieldValue(said, path) !== undefined) named.add(path);
  }
  return FIELD_PATHS.filter((path) => named.has(path));
}

function phrasesOf(wish: Wish): string[] {
  switch (wish.kind) {
    case 'replace':
      return [wish.old, wish.fresh];
    case 'set':
    case 'state':
    case 'add':
      return [wish.fresh];
    case 'remove':
    case 'end':
    case 'exclude':
      return [wish.old];
    default:
      return [wish.words];
  }
}
