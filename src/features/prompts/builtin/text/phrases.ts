import type { Tagger, Word } from './language.js';

/** Quoted text: double quotes of any kind, guillemets, and single quotes that are not apostrophes. */
const QUOTED = /("[^"]*"|“[^”]*”|«[^»]*»|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}]))/u;

const THING = ['Determiner', 'Adjective', 'Noun', 'Value', 'Possessive'];
const CONTENT = ['Noun', 'Verb', 'Adjective', 'Value'];

/** The phrases of a text in order: quoted texts whole, then what belongs together: things, actions, numbers. */
export function phrasesOf(text: string, tag: Tagger): string[] {
  return text.split(QUOTED).flatMap((part, index) => {
    if (index % 2 === 1) return [part];
    return part.trim() === '' ? [] : groups(tag(part)).filter((phrase) => part.includes(phrase));
  });
}

/** Runs of words that belong together, cut at punctuation and before `a` and `the`. */
function groups(words: readonly Word[]): string[] {
  const runs: Word[][] = [];
  let isThing = false;
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1];
    const wasThing = isThing;
    isThing = isPartOfThing(word, previous);
    const isSame = isThing ? wasThing : hasTag(word, 'Verb') && hasTag(previous, 'Verb');
    if (isSame && !isCut(word, previous)) runs.at(-1)?.push(word);
    else runs.push([word]);
  }
  return runs.filter(isContent).map((run) => run.map(({ text }) => text).join(' '));
}

/** `a bright red ball`: whatever stands behind `a` describes the thing that follows. */
function isPartOfThing(word: Word, previous: Word | undefined): boolean {
  if (hasTag(word, 'Verb')) return false;
  return hasTag(previous, 'Determiner') || word.tags.some((tag) => THING.includes(tag));
}

function isCut(word: Word, previous: Word | undefined): boolean {
  return hasTag(word, 'Determiner') || /\S/.test((previous?.post ?? '') + word.pre);
}

function isContent(run: readonly Word[]): boolean {
  return run.some(({ tags }) => !tags.includes('Particle') && tags.some((tag) => CONTENT.includes(tag)));
}

function hasTag(word: Word | undefined, tag: string): boolean {
  return word?.tags.includes(tag) ?? false;
}
