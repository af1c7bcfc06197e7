/** Words of two texts, in order; `same` is in both. As the server's answers have it. */
export interface DiffPart {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

export interface ProtectedText {
  kind: 'quote' | 'declared' | 'number' | 'name';
  text: string;
}

/** A stretch of text that looks the same all through. */
export interface Stretch {
  kind: DiffPart['kind'];
  text: string;
  /** Why no refinement may change it. */
  protection?: ProtectedText['kind'];
}

interface Range {
  start: number;
  end: number;
  kind: ProtectedText['kind'];
}

const isWordSign = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}_]/u.test(sign);

/** A text as it is, with what is protected in it. */
export function markProtected(text: string, protectedTexts: readonly ProtectedText[]): Stretch[] {
  return markDiff([{ kind: 'same', text }], protectedTexts);
}

/** A difference, with what is protected in the new text. */
export function markDiff(parts: readonly DiffPart[], protectedTexts: readonly ProtectedText[]): Stretch[] {
  const fresh = parts.map(({ kind, text }) => (kind === 'removed' ? '' : text)).join('');
  const ranges = rangesIn(fresh, protectedTexts);
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { kind, text } of parts) {
    if (kind === 'removed') stretches.push({ kind, text });
    else {
      stretches.push(...cut(kind, text, at, ranges));
      at += text.length;
    }
  }
  return stretches;
}

/** Where the protected texts stand as whole words, in order; the longer one where two begin alike. */
function rangesIn(text: string, protectedTexts: readonly ProtectedText[]): Range[] {
  const found = protectedTexts.flatMap(({ kind, text: wanted }) =>
    placesOf(text, wanted).map((start) => ({ start, end: start + wanted.length, kind })),
  );
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return found.filter((range) => {
    if (range.start < end) return false;
    ({ end } = range);
    return true;
  });
}

function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  if (wanted === '') return places;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1);
    const after = Array.from(text.slice(at + wanted.length, at + wanted.length + 2))[0];
    const joins = isWordSign(wanted[0]) && isWordSign(before);
    if (!joins && !(isWordSign(wanted.at(-1)) && isWordSign(after))) places.push(at);
  }
  return places;
}

function cut(kind: 'same' | 'added', text: string, offset: number, ranges: readonly Range[]): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  const plainTo = (end: number) => {
    if (end > at) stretches.push({ kind, text: text.slice(at, end) });
    at = Math.max(at, end);
  };
  for (const range of ranges) {
    const [start, end] = [range.start - offset, Math.min(range.end - offset, text.length)];
    if (end <= at || start >= text.length) continue;
    plainTo(start);
    stretches.push({ kind, text: text.slice(at, end), protection: range.kind });
    at = end;
  }
  plainTo(text.length);
  return stretches;
}

export function isUnchanged(parts: readonly DiffPart[]): boolean {
  return parts.every(({ kind }) => kind === 'same');
}
