import { wordSet } from '../lexicon/words.js';
import type { Language } from '../text/language.js';

const THANKS =
  /^(?:(?:many |no )?thanks?|thank you|no wait|wait|hold on|hang on|scratch that|sorry|oops|my bad|on second thought|alright|ok(?:ay)?|great|nice|perfect|awesome|cool|wow|good|fine|yes|yeah|yep|no|nope|hm+|hello|hi|hey|undo|redo|revert|go back|start over|reset|never ?mind|forget it|looks? (?:good|great|fine|right|perfect|nice)|(?:it|this|that)(?:'s| is| looks?) (?:all )?(?:really |so |very |already )?(?:good|great|fine|perfect|right|nice|lovely|ok(?:ay)?|it)|(?:i )?(?:really )?(?:love|like) (?:it|this|that)|well done|good job|no changes?(?: needed)?|nothing(?: else)?|that(?:'s| is) all|i(?:'m| am) (?:happy|done|fine).*|please|help)\b(?: (?:as it is|the way it is|so far|to me|for now|like (?:this|that)|so much|very much|already|again|now|it|that|then|please|everyone|there|work|job|one|step|version))*[.!\s]*$/i;
const LEAVE =
  /^(?:(?:the )?same (?:[\p{L}-]+ ?){1,3}$|(?:please |just )?(?:leave(?! .*\bout\b)|keep(?! .*\bout\b)|stay|don't (?:change|touch|alter|modify)|do not (?:change|touch|alter|modify)|as it is|preserve|without changing|never (?:change|touch))\b.*|.*\b(?:leave it|as it is|as is)\b.*|.* still (?:stands?|holds?|appl(?:y|ies))\b.*|(?:everything|all) else (?:stays?|remains?|is).*)$/iu;
const QUESTION =
  /^(?:why|who|when|where|which|what(?! if| about| (?:do|would) you think)|how(?! about)|is|are|was|does|do you|did|(?:can|could|would) you (?:explain|tell|say|show me|describe|help)|explain|tell me|describe|summari[sz]e|show me)\b/i;
/** Common short words of languages that are written like English. */
const FOREIGN = wordSet(`
  bitte und oder nicht wir ihr sie mach mache machen ein eine einen einem der das mit auf für ist sind
  hätte gern mehr weniger statt ohne zeig füge les une dans avec pour moins sont je nous vous elle fais
  faites mets remplace ajoute rends una unos del por para más mas menos yo tú haz pon cambia añade quita
  favor gracias gli di che senza più piu meno è sono fai metti aggiungi grazie um uma com sem mais faça
  coloque troque obrigado het een niet maar zonder meer minder maak och inte med utan mindre gör`);
const SHARED = new Set(
  'a as die en es la le el los las son sin con du il tu y o os met est et lo plus sans des den dem do'.split(
    ' ',
  ),
);

/** Words that are not written in the language of the rules, so that nothing in them is understood. */
export function isForeign(text: string, language: Language): boolean {
  const bare = text.replace(/"[^"]*"|“[^”]*”/g, ' ');
  const words = bare.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length === 0) return !/\d/.test(bare);
  if (words.filter((word) => !/^\p{Script=Latin}+$/u.test(word)).length * 2 > words.length) return true;
  const foreign = words.filter((word) => FOREIGN.has(word)).length;
  const shared = words.filter((word) => SHARED.has(word)).length;
  const known = words.filter(
    (word) => !FOREIGN.has(word) && (language.isKnown(word) || language.verbForm(word) !== undefined),
  );
  return foreign > 0 && foreign * 2 + shared > known.length - shared;
}

const PRAISE =
  /^(?:the|his|her|its|their) [\p{L} -]+ (?:is|are|looks?|works?|feels?) (?:so |really |very |already |pretty |just |absolutely )*(?:lovely|great|nice|perfect|beautiful|good|amazing|gorgeous|fantastic|spot on|wonderful|awesome|brilliant)(?: (?:as (?:it|they) (?:is|are)|already|now|like that|this way))?[.!\s]*$/iu;
const LOVE =
  /^(?:i|we) (?:really |absolutely |just )?(?:love|like|adore) (?:the|his|her|their) (?:[\p{L}-]+ ?){1,3}[.!\s]*$/iu;

/** Asks for nothing: thanks, questions, `leave it as it is`. */
export function isIdle(clause: string): boolean {
  const bare = clause.trim();
  if (PRAISE.test(bare) || LOVE.test(bare)) return true;
  if (THANKS.test(bare) || LEAVE.test(bare)) return true;
  if (/^(?:can|could|would|will|may|shall) (?:you|we|i|it)\b/i.test(bare) && !QUESTION.test(bare))
    return false;
  return QUESTION.test(bare) || (/\?\s*$/.test(bare) && !ASKS_POLITELY.test(bare));
}

const ASKS_POLITELY =
  /^(?:what if|how about|what about|why not|please|make|change|add|remove|replace|swap|turn|set|put|can|could|would|maybe|perhaps|instead|let's)\b/i;
