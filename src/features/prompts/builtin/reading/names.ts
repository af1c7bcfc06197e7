import { addTo, type Finding, type Reading } from './reading.js';

const NAME =
  /(?<=[\p{L}\p{N},;:)"”'’-]\s)\p{Lu}[\p{L}\p{M}’'-]+(?:\s(?:(?:of|the|de|von|van|da|di)\s)?\p{Lu}[\p{L}\p{M}’'-]+){0,4}/gu;
const FIRST_NAME = /(?:^|[.!?]\s)(\p{Lu}[\p{L}\p{M}’'-]+(?:\s\p{Lu}[\p{L}\p{M}’'-]+){1,3})/gu;
const NO_NAME =
  /^(?:(?:An?|The|In|On|At|This|That|Two|Three|I|POV|CGI|VHS|HDR|UHD|FPV|DSLR|CCTV|LED|USB|Art|Deco|Nouveau|Victorian|Gothic|Japanese|Chinese|French|Italian|German|Spanish|British|English|American|European|African|Asian|Korean|Russian|Roman|Greek|Egyptian|Christmas|Halloween|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Style|Shot|Camera|Close|Wide|Medium|Mexican|Nordic|Indian|Persian|Viking|Medieval|Baroque|Renaissance|Moroccan|Tibetan|Dutch|Turkish|Scandinavian|Mediterranean|Cinematic|Film|Noir|Golden|Hour|Low|High|Slow|Motion)[\s-]?){1,5}$/;

/** A style of this form is no name: `Japanese painting`. */
const PLAIN_STYLE = /^\p{Lu}\p{Ll}+ (?:painting|drawing|animation|film|grade|render|style|shot)$/u;

/** Names are protected: those in what is not read yet, and those of styles. */
export function readNames(reading: Reading): void {
  const free = reading.freeText();
  for (const match of free.matchAll(NAME)) protect(reading, match[0], match.index);
  for (const match of free.matchAll(FIRST_NAME)) {
    const name = match[1] ?? '';
    if (!NO_NAME.test(name.split(' ')[0] ?? '')) protect(reading, name, match.index);
  }
  for (const finding of reading.findings.filter((one) => isNamedStyle(reading, one))) {
    const { value, start, end } = finding;
    protect(reading, reading.text.slice(start, end).includes(value) ? value : '', start);
  }
}

function protect(reading: Reading, name: string, at: number): void {
  const clean = name.replace(/['’]s$/, '').trim();
  if (NO_NAME.test(clean) || (/^\p{Lu}+$/u.test(clean) && clean.length > 6)) return;
  addTo(reading.parameters.protected, clean);
  reading.found('protected', clean, at, at + clean.length);
}

/** At the start of a sentence a capital says nothing. */
function isNamedStyle({ text }: Reading, { path, value, start }: Finding): boolean {
  if (!path.startsWith('style.') || !/^\p{Lu}/u.test(value)) return false;
  if (NO_NAME.test(value) || PLAIN_STYLE.test(value)) return false;
  return start > 0 && !/[.!?:]\s*$/.test(text.slice(0, start));
}
