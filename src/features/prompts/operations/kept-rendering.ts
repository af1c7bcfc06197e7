import { fieldValue, FIELD_PATHS, type Parameters } from '../../sessions/index.js';
import { type Dialect, renderPrompt, type Rendering, textsIn } from '../dialects/index.js';
import { ordersIn } from '../builtin/reading/orders.js';
import { leaves, normal } from './leaves.js';
import { clauseAround, missingTexts, numberForms, type ProtectedText } from './protected.js';

export interface Source {
  prompt: string;
  parameters: Parameters;
  /** Protected texts of the prompt. */
  wanted: readonly ProtectedText[];
}

/**
 * A rendering that holds every protected text of the prompt: what no field took up stands behind it, which is never
 * cut to a model's length. A number may stand in digits or in words; technical values and lengths of time are for
 * the request, and in no model's prose; what the negative holds is in the negative.
 */
export function renderKept({ prompt, parameters, wanted }: Source, dialect: Dialect): Rendering {
  const rendering = renderPrompt(parameters, dialect);
  const said = [...textsIn(rendering, dialect), ...parameters.negative].join('\n');
  const aside = new Set(ordersIn(prompt).flatMap((text) => wanted.filter((one) => text.includes(one.text))));
  const lost = missingTexts(said, wanted).filter(
    (one) => !aside.has(one) && !isInOtherForm(said, one) && !isForTheRequest(parameters, one),
  );
  if (lost.length === 0) return rendering;
  const extra = lost.map((one) => (one.kind === 'number' ? phraseOf(prompt, one.text) : bareText(one)));
  return renderPrompt({ ...parameters, protected: [...parameters.protected, ...extra] }, dialect);
}

/** Quotation marks are each dialect's own. */
function bareText({ kind, text }: ProtectedText): string {
  return kind === 'quote' ? text.slice(1, -1) : text;
}

function isInOtherForm(said: string, one: ProtectedText): boolean {
  if (one.kind === 'quote') return said.includes(bareText(one));
  if (one.kind !== 'number') return false;
  return numberForms(one.text).some((text) => missingTexts(said, [{ kind: 'number', text }]).length === 0);
}

const FOR_THE_REQUEST = FIELD_PATHS.filter((path) => /^(?:technical|timing)\./.test(path));

/** `24` of `24 fps`, `1920x1080`, `0-3s`. */
function isForTheRequest(parameters: Parameters, { kind, text }: ProtectedText): boolean {
  if (kind !== 'number') return false;
  const values = FOR_THE_REQUEST.flatMap((path) => leaves(fieldValue(parameters, path))).map(normal);
  const parts = /:/.test(text) ? [text] : (text.match(/\d+(?:\.\d+)?/g) ?? numberForms(text));
  return parts.every((part) => values.includes(normal(part)));
}

/** `two moons`: a number says nothing without what it counts. */
function phraseOf(prompt: string, number: string): string {
  const clause = clauseAround(prompt, number);
  const counted = /^\S+(?:\s+(?!(?:and|or|in|on|at|of|with|to|from|while|as|is|are)\b)[\p{L}-]+){0,3}/iu;
  return counted.exec(clause.slice(Math.max(0, clause.indexOf(number))))?.[0] ?? clause;
}
