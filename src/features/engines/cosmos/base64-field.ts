/** A chunk boundary may fall anywhere: this much of the text before is kept to find a key across it. */
const OVERLAP = 256;
/** Longest beginning of a data URL that is skipped. */
const PREFIX = 128;

/**
 * The decoded content of the first base64 field of these names in a JSON text, piece by piece: a video of hundreds of
 * megabytes never lies in memory whole. Ends without a byte where there is no such field.
 * @param chunks the JSON text in UTF-8
 * @throws Error where the text between the quotes is not base64, or never ends
 */
export async function* base64Field(
  chunks: AsyncIterable<Uint8Array>,
  names: readonly string[],
): AsyncGenerator<Buffer> {
  const key = new RegExp(`"(?:${names.join('|')})"\\s*:\\s*"`);
  let place: 'before' | 'prefix' | 'content' = 'before';
  let text = '';
  for await (const chunk of chunks) {
    // Base64 and the key are ASCII; other bytes only occur in fields that are skipped.
    text += Buffer.from(chunk).toString('latin1');
    if (place === 'before') {
      const found = key.exec(text);
      text = found === null ? text.slice(-OVERLAP) : text.slice(found.index + found[0].length);
      if (found !== null) place = 'prefix';
    }
    if (place === 'prefix' && (text.length >= PREFIX || text.includes('"'))) {
      text = text.replace(/^data:[^",]*,/, '');
      place = 'content';
    }
    if (place !== 'content') continue;
    const end = text.indexOf('"');
    const { bytes, rest } = decode(end === -1 ? text : text.slice(0, end), end !== -1);
    yield bytes;
    if (end !== -1) return;
    text = rest;
  }
  if (place !== 'before') throw new Error('the answer ends in the middle of its content');
}

/** Whole groups of four; what is left of them waits for the next chunk. */
function decode(text: string, isLast: boolean): { bytes: Buffer; rest: string } {
  // JSON may write a slash as `\/`.
  const plain = text.replaceAll('\\/', '/');
  const whole = plain.length - (plain.endsWith('\\') ? 1 : 0);
  const length = isLast ? plain.length : whole - (whole % 4);
  const usable = plain.slice(0, length);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(usable)) throw new Error('the content of the answer is not base64');
  return { bytes: Buffer.from(usable, 'base64'), rest: plain.slice(length) };
}
