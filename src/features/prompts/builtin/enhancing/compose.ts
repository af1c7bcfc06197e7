import type { Additions } from './additions.js';

/** A bare list (`neon city, rain, cars`) is continued as a list, anything else with sentences. */
export type PromptForm = 'list' | 'sentences';

/** The prompt, whole and as it was, with the additions behind it. */
export function compose(prompt: string, additions: Additions, form: PromptForm): string {
  const { shot, camera, light, style } = additions;
  const view = shot === undefined || camera === undefined ? (shot ?? camera) : `${shot} with a ${camera}`;
  if (form === 'list') {
    const items = [shot, camera, light, style].filter((item) => item !== undefined).map(withoutCommas);
    return items.length === 0 ? prompt : `${prompt}${listJoint(prompt)}${items.join(', ')}`;
  }
  const sentences = [view, light, style]
    .filter((item) => item !== undefined)
    .map((item) => `${capital(item)}.`);
  return sentences.length === 0 ? prompt : `${prompt}${sentenceJoint(prompt)}${sentences.join(' ')}`;
}

export function endsOpen(prompt: string): boolean {
  return /[,;:]\s*$/.test(prompt);
}

function sentenceJoint(prompt: string): string {
  if (/[.!?…]["'”’)]*$/u.test(prompt)) return ' ';
  if (/[.!?…]["'”’)]*\s+$/u.test(prompt)) return '';
  return /\s$/.test(prompt) ? '- ' : '. ';
}

function listJoint(prompt: string): string {
  if (/\s$/.test(prompt)) return '';
  return endsOpen(prompt) ? ' ' : ', ';
}

function withoutCommas(item: string): string {
  return item.replace(/, /g, ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
