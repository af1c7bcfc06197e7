/** Longer answers are not searched. */
const LONGEST_ANSWER = 400_000;
const MOST_STARTS = 20;
/** Characters that are looked through for ends of objects, all starts together: braces without end cost nobody time. */
const MOST_SCANNED = 400_000;

/** JSON objects in a model's answer, the likeliest first: the whole text, or what stands between prose and fences. */
export function* jsonObjectsIn(answer: string): Generator<object> {
  if (answer.length > LONGEST_ANSWER) return;
  const text = answer.replace(/^\s*<think>[\s\S]*?<\/think>/i, '').trim();
  const whole = parsedObject(text);
  if (whole !== undefined) {
    yield whole;
    return;
  }
  let from = 0;
  let scanned = 0;
  for (let tries = 0; tries < MOST_STARTS && scanned < MOST_SCANNED; tries += 1) {
    const start = text.indexOf('{', from);
    if (start < 0) return;
    const end = endOfObject(text, start);
    scanned += (end ?? text.length) - start;
    const found = end === undefined ? undefined : parsedObject(text.slice(start, end));
    if (found !== undefined) yield found;
    from = found === undefined || end === undefined ? start + 1 : end;
  }
}

function parsedObject(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where the object that starts at `start` ends, by counting braces outside strings. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  const parts = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  parts.lastIndex = start;
  for (const { 0: part, index } of text.matchAll(parts)) {
    if (part === '{') depth += 1;
    if (part === '}') depth -= 1;
    if (depth === 0) return index + 1;
  }
  return undefined;
}
