import { DomainError, type FieldProblem } from '../../../kernel/errors.js';
import { fillIn, placeholdersOf, slotProblem, type Template } from './template.schema.js';

const LONGEST_RESULT = 20_000;
const LONGEST_ECHO = 40;

export interface TemplateInput {
  /** Goes to `{{prompt}}`, or behind the text where that is not there. */
  prompt?: string;
  slots?: Readonly<Record<string, string | number>>;
}

export interface AppliedTemplate {
  prompt: string;
  negative?: string;
}

/** @throws DomainError invalid_request, with every slot that is missing, not known or wrong */
export function applyTemplate(
  template: Template,
  { prompt = '', slots = {} }: TemplateInput,
): AppliedTemplate {
  const own = prompt.trim();
  const { values, problems } = readSlots(template, slots);
  const takesPrompt = placeholdersOf(template.text).includes('prompt');
  if (own === '' && takesPrompt && template.kind === 'style')
    problems.push({ path: 'prompt', message: 'Field required' });
  if (problems.length > 0) refuse(problems);
  const valueOf = (name: string) => (name === 'prompt' ? withEnd(own, template) : (values.get(name) ?? ''));
  const filled = fillIn(template.text, valueOf).trim();
  const result = takesPrompt || own === '' ? filled : `${filled} ${own}`;
  if (result.length > LONGEST_RESULT) {
    refuse([{ path: 'prompt', message: `the prompt would be longer than ${LONGEST_RESULT} characters` }]);
  }
  return template.negative === undefined
    ? { prompt: result }
    : { prompt: result, negative: fillIn(template.negative, valueOf) };
}

function readSlots(
  template: Template,
  slots: NonNullable<TemplateInput['slots']>,
): { values: Map<string, string>; problems: FieldProblem[] } {
  const values = new Map<string, string>();
  const problems: FieldProblem[] = [];
  for (const slot of template.slots) {
    const value: unknown = Object.hasOwn(slots, slot.name) ? slots[slot.name] : slot.default;
    const problem = value === undefined ? 'Field required' : slotProblem(slot, value);
    if (problem === undefined) values.set(slot.name, String(value));
    else problems.push({ path: `slots.${slot.name}`, message: problem });
  }
  for (const name of Object.keys(slots).slice(0, 20)) {
    if (!template.slots.some((slot) => slot.name === name)) {
      problems.push({ path: `slots.${name.slice(0, LONGEST_ECHO)}`, message: 'This slot is not known' });
    }
  }
  return { values, problems };
}

/** A style follows the prompt as a sentence of its own. */
function withEnd(prompt: string, { kind, isShipped }: Template): string {
  return kind === 'style' && isShipped && !/[.!?…,;:]["'”’)]*$/u.test(prompt) ? `${prompt}.` : prompt;
}

function refuse(problems: FieldProblem[]): never {
  throw new DomainError(
    'invalid_request',
    problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
    { problems },
  );
}
