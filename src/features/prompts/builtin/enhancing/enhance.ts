import { looksEnglish } from '../text/english.js';
import type { Language } from '../text/language.js';
import { additionsFor } from './additions.js';
import { compose, endsOpen, type PromptForm } from './compose.js';
import { isSceneWord, sceneOf } from './scene.js';

/** As seed 004 promises: a prompt of more words is detailed already. */
const MAX_WORDS = 50;
/** A prompt of more words gets shorter additions. */
const SHORT_WORDS = 20;
const MAX_CHARACTERS = 1000;

/** Flags, JSON, wildcards, weights, links: text for a program. What is put behind it might change its meaning. */
const FOR_A_PROGRAM = /[{}<>[\]|\\`=]|(?:^|\s)--?\w|https?:|\([^():]{0,1000}:\s*[\d.]+\)|\n\s*\S/;

/**
 * Adds what an English prompt leaves open: shot and camera, light, style. The prompt itself stays as it is, and nothing
 * is added that it already speaks of. Comes back unchanged: a detailed prompt, another language, text for a program.
 */
export function enhance(prompt: string, language: Language): string {
  if (prompt.length > MAX_CHARACTERS) return prompt;
  const count = prompt.split(/\s+/).filter((word) => word !== '').length;
  if (count > MAX_WORDS || FOR_A_PROGRAM.test(prompt) || hasOpenQuote(prompt)) return prompt;
  const words = language.tag(prompt);
  if (!looksEnglish(words, (word) => isSceneWord(word) || language.isKnown(word))) return prompt;
  return compose(prompt, additionsFor(prompt, sceneOf(prompt, words), count <= SHORT_WORDS), formOf(prompt));
}

/** What is added behind a quote that never ends would become part of the quoted text. */
function hasOpenQuote(prompt: string): boolean {
  const count = (character: string) => prompt.split(character).length - 1;
  return (
    count('"') % 2 === 1 || count('“') > count('”') || count('«') > count('»') || count('(') > count(')')
  );
}

function formOf(prompt: string): PromptForm {
  if (endsOpen(prompt)) return 'list';
  const items = prompt.split(',').map((item) => item.trim().split(/\s+/).length);
  const isBare = items.length >= 3 && !/[.!?;:]/.test(prompt) && items.every((count) => count <= 3);
  return isBare ? 'list' : 'sentences';
}
