/** As in seed 004: so many characters of the prompt are in a file's name. */
const PROMPT_CHARACTERS = 30;
/** File systems take 255 bytes; the rest of the name needs less than 55. */
const PROMPT_BYTES = 200;

/**
 * What a name may not hold anywhere: control and invisible characters (also those that turn the direction of
 * text), halves of surrogate pairs, unassigned code points, every kind of white space, separators, quotes, and
 * what Windows forbids.
 */
const UNSAFE = /[\p{C}\p{Z}/\\<>:"'`|?*]/u;

/** Some programs refuse any name with `..` in it, and Windows drops dots at the end. */
const UNSAFE_DOTS = /^\.+|\.{2,}|\.+$/g;

/**
 * The name of a video in the archive: `<job_id>_<start of the prompt>.mp4`, as in seed 004 (spaces and slashes
 * become `_`), and safe on every system: one path element of at most 255 bytes of UTF-8. It is unique as long as
 * `jobId` (`job_3`) is, also where upper and lower case are the same.
 * @param extension of a file of ours: `.mp4`, `.png`
 */
export function videoEntryName(jobId: string, prompt: string, extension = '.mp4'): string {
  const start = Array.from(prompt.slice(0, PROMPT_CHARACTERS * 2)).slice(0, PROMPT_CHARACTERS);
  // Composing comes first: it can turn a harmless character into a quote (U+1FEF) or a separator.
  const characters = Array.from(start.join('').normalize('NFC'));
  const safe = characters.map((character) => (UNSAFE.test(character) ? '_' : character)).join('');
  const words = clip(safe, PROMPT_BYTES).replace(UNSAFE_DOTS, (dots) => '_'.repeat(dots.length));
  return `${jobId}_${/[^_]/.test(words) ? words : 'video'}${extension}`;
}

/** The longest start of a text that fits into so many bytes, in whole characters. */
function clip(text: string, maxBytes: number): string {
  let bytes = 0;
  let clipped = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    clipped += character;
  }
  return clipped;
}
