import { type RefusalKind, ServerRefusal } from '../server-protocol.js';
import { retryAfterOf } from './retry-after.js';
import { cutText, withoutSecrets } from './safe-text.js';

const KINDS: Readonly<Record<number, RefusalKind>> = {
  400: 'invalid',
  401: 'auth',
  402: 'auth',
  403: 'auth',
  407: 'auth',
  411: 'invalid',
  413: 'invalid',
  414: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'busy',
  431: 'invalid',
  503: 'busy',
};

/**
 * What a status means that is no answer of the protocol. 404, 405 and the like say that the address is wrong, not that
 * the job is: whoever expects them lists them in `accepts`.
 */
export function kindOfStatus(status: number): RefusalKind {
  return KINDS[status] ?? 'broken';
}

/**
 * @param what the request, for people: `POST /v1/videos`
 * @param body the beginning of the answer's body
 */
export function statusRefusal(
  what: string,
  answer: { status: number; headers: Headers; body: string },
  secrets: readonly string[],
): ServerRefusal {
  const { status, headers, body } = answer;
  const said = withoutSecrets(sentenceIn(body), secrets);
  const message = cutText(`${what} was answered with ${status}${said === '' ? '' : `: ${said}`}`);
  return new ServerRefusal(kindOfStatus(status), message, retryAfterOf(headers, Date.now()));
}

/** The message in an error's body: the forms of OpenAI, FastAPI, ComfyUI and NVIDIA, else the text itself. */
function sentenceIn(body: string): string {
  const text = body.trim();
  if (/^<(!doctype|html|\?xml)/i.test(text)) return 'a web page';
  try {
    return sentenceOf(JSON.parse(text), 0) ?? text;
  } catch {
    return text;
  }
}

const MESSAGE_KEYS = ['message', 'detail', 'error', 'msg', 'requestStatus', 'statusDescription', 'title'];
const MAX_DEPTH = 4;
const MAX_PARTS = 5;

function sentenceOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    const parts = value.slice(0, MAX_PARTS).map((part) => sentenceOf(part, depth + 1));
    return parts.some((part) => part !== undefined) ? parts.filter(Boolean).join('; ') : undefined;
  }
  const entries = value as Readonly<Record<string, unknown>>;
  const sentence = MESSAGE_KEYS.map((key) => sentenceOf(entries[key], depth + 1)).find(Boolean);
  return sentence === undefined ? undefined : `${placeOf(entries)}${sentence}`;
}

/** FastAPI says which field is wrong in a list of its own. */
function placeOf({ loc }: Readonly<Record<string, unknown>>): string {
  if (!Array.isArray(loc)) return '';
  const names = loc.filter((part) => typeof part === 'string' || typeof part === 'number');
  return names.length === 0 ? '' : `${names.slice(0, MAX_PARTS).join('.')}: `;
}
