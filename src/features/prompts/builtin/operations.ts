import type { FieldPath, Parameters } from '../../sessions/index.js';
import type {
  EnhanceInput,
  Extraction,
  UpdateInput,
  UpdateProposal,
  Variation,
  VaryInput,
} from '../provider/prompt-provider.port.js';
import type { NamedUpdate } from '../operations/offline-language.port.js';
import { changedFields } from '../report/field-changes.js';
import { fieldsNamedBy, update } from './editing/update.js';
import { enhance } from './enhancing/enhance.js';
import { extract } from './reading/extract.js';
import type { Language } from './text/language.js';
import { vary } from './varying/vary.js';

/** Longer texts are refused before they come here; what stands behind this is not looked at. */
export const LONGEST_PROMPT = 20_000;

/** One piece of language work, as it goes to the worker. */
export type Operation =
  | { kind: 'extract'; prompt: string }
  | { kind: 'enhance'; input: EnhanceInput }
  | { kind: 'update'; input: UpdateInput }
  | { kind: 'updateNaming'; input: UpdateInput }
  | { kind: 'vary'; input: VaryInput }
  | { kind: 'namedFields'; request: string; parameters: Parameters };

export type Answer = Extraction | string | UpdateProposal | NamedUpdate | Variation[] | FieldPath[];

/**
 * What a request names is judged by the same rules that carry it out: it is worked out by itself only where a lock may
 * have kept some of it from being done.
 */
function updateNaming(input: UpdateInput, language: Language): NamedUpdate {
  const { request, parameters, locks } = input;
  const proposal = update(input, language);
  const named =
    locks.length === 0
      ? changedFields(parameters, proposal.parameters)
      : fieldsNamedBy(request, parameters, language);
  return { proposal, named };
}

export function perform(operation: Operation, language: Language): Answer {
  switch (operation.kind) {
    case 'extract':
      return extract(operation.prompt, language);
    case 'enhance':
      return enhance(operation.input.prompt, language);
    case 'update':
      return update(operation.input, language);
    case 'updateNaming':
      return updateNaming(operation.input, language);
    case 'vary':
      return vary(operation.input, language);
    case 'namedFields':
      return fieldsNamedBy(operation.request, operation.parameters, language);
  }
}
