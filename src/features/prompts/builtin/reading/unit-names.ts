import { isOf, type Unit } from './unit.js';
import { isDescriptive } from './word-classes.js';

const set = (words: string) => new Set(words.split(' '));
const NO_NAMES = set(
  'i pov cgi vhs hdr uhd led tv ai dslr cctv ui fpv 3d 2d 4k 8k art deco nouveau ok usb suv dj bmx t-rex ufo',
);
const CALENDAR = set(
  'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas halloween english french german spanish italian japanese chinese korean indian russian american british european african asian victorian edwardian gothic arctic antarctic renaissance baroque art-deco medieval viking roman greek egyptian mexican nordic scandinavian arabian turkish tibetan mediterranean moroccan dutch swiss irish scottish persian byzantine norwegian swedish thai vietnamese brazilian polish labrador dalmatian siamese bengal persian border earth moon dutch polaroid',
);

const NAME_TAG = /^(?:FirstName|MaleName|FemaleName|LastName|Person|Honorific|City|Country|Place)$/;

/** Whether a capital makes a name of a word; at the start of a sentence only the language library can tell. */
export function isNameLike(unit: Unit, tags: readonly string[], previous: Unit | undefined): boolean {
  if (!mayBeName(unit)) return false;
  const isFirst = previous === undefined || isOf(previous, 'stop', 'gap') || previous.text === ':';
  if (!isFirst) return !(isOf(previous, 'comma') && isDescriptive(unit.lower));
  if (!tags.some((tag) => NAME_TAG.test(tag)) || isDescriptive(unit.lower)) return false;
  return !isOf(unit, 'preposition', 'determiner', 'number');
}

function mayBeName({ text, lower }: Unit): boolean {
  if (!/^\p{Lu}\p{L}/u.test(text) || NO_NAMES.has(lower)) return false;
  if (CALENDAR.has(lower.split(/['-]/)[0] ?? '')) return false;
  return !(/^\p{Lu}{2,}$/u.test(text) && text.length > 4);
}
