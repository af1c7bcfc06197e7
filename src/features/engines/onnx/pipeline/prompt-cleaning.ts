/** The named entities that pasted text really holds; numeric ones work for every character. */
const NAMED = new Map(
  Object.entries({
    amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', trade: '™', deg: '°',
    hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»',
    times: '×', middot: '·', bull: '•', eacute: 'é', egrave: 'è', agrave: 'à', ccedil: 'ç', uuml: 'ü', ouml: 'ö',
    auml: 'ä', szlig: 'ß', ntilde: 'ñ', euro: '€', pound: '£', sect: '§',
  }),
); // prettier-ignore

function decodeEntity(whole: string, body: string): string {
  if (!body.startsWith('#')) return NAMED.get(body) ?? whole;
  const isHex = body[1] === 'x' || body[1] === 'X';
  const code = Number.parseInt(body.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}

function unescapeHtml(text: string): string {
  return text.replaceAll(/&(#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z]{2,8});/g, decodeEntity);
}

/**
 * What `WanPipeline` does to a prompt before it is tokenized: HTML entities are decoded twice, runs of white space
 * become one space. (Its repair of wrongly decoded text by `ftfy` is optional there and left out here.) Lone
 * surrogates, which no tokenizer can take, become U+FFFD.
 */
export function cleanPrompt(prompt: string): string {
  const unescaped = unescapeHtml(unescapeHtml(prompt.replaceAll(/[\ud800-\udfff]/gu, '\ufffd')));
  return unescaped.replaceAll(/[\s\u0085]+/gu, ' ').trim();
}
