import type { ServerResponse } from 'node:http';

/** What a fake language model's server does with one request. */
export type FakeReply =
  | { kind: 'message'; message: Record<string, unknown>; finish?: string }
  | { kind: 'raw'; status: number; body: string; headers?: Readonly<Record<string, string>> }
  /** Nothing comes, until the client goes or the server stops. */
  | { kind: 'silence' }
  /** The head and the first half of the body, then the connection is cut. */
  | { kind: 'cut' }
  /** Another reply, once the promise resolves. */
  | { kind: 'held'; until: Promise<void>; reply: FakeReply };

const message = (content: unknown, finish?: string): FakeReply => ({
  kind: 'message',
  message: { role: 'assistant', content },
  ...(finish !== undefined && { finish }),
});

/** Answers, good and bad, by what they look like. */
export const replies = {
  json: (value: unknown) => message(JSON.stringify(value)),
  text: (content: string, finish?: string) => message(content, finish),
  inProse: (value: unknown) =>
    message(`Sure! Here is what you asked for:\n\n${JSON.stringify(value)}\n\nLet me know if {this} helps.`),
  fenced: (value: unknown) =>
    message(`Of course.\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\nAnything else?`),
  afterThoughts: (value: unknown) =>
    message(`<think>They want {"prompt": "a trap"}...</think>\n${JSON.stringify(value)}`),
  truncated: (value: unknown, finish = 'stop') => {
    const text = JSON.stringify(value);
    return message(text.slice(0, Math.ceil(text.length * 0.6)), finish);
  },
  empty: () => message(''),
  toolCall: (): FakeReply => ({
    kind: 'message',
    message: {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'delete_all', arguments: '{}' } }],
    },
    finish: 'tool_calls',
  }),
  refusal: (refusal: string): FakeReply => ({
    kind: 'message',
    message: { role: 'assistant', content: null, refusal },
  }),
  filtered: () => message('', 'content_filter'),
  error: (
    status: number,
    text: string,
    extra: { headers?: Record<string, string>; code?: string; param?: string } = {},
  ): FakeReply => {
    const { headers, ...rest } = extra;
    const error = { message: text, type: 'error', ...rest };
    return { kind: 'raw', status, body: JSON.stringify({ error }), ...(headers && { headers }) };
  },
  htmlPage: (status = 200): FakeReply => ({
    kind: 'raw',
    status,
    body: '<!doctype html><title>Welcome</title><p>Nothing to see here.</p>',
    headers: { 'content-type': 'text/html' },
  }),
  huge: (bytes: number): FakeReply => ({
    kind: 'raw',
    status: 200,
    body: JSON.stringify({ choices: [{ message: { content: 'x'.repeat(bytes) } }] }),
  }),
  redirect: (location: string): FakeReply => ({
    kind: 'raw',
    status: 307,
    body: '',
    headers: { location },
  }),
  silence: (): FakeReply => ({ kind: 'silence' }),
  cut: (): FakeReply => ({ kind: 'cut' }),
  held: (until: Promise<void>, reply: FakeReply): FakeReply => ({ kind: 'held', until, reply }),
} as const;

export function send(response: ServerResponse, reply: FakeReply, model: string): void {
  switch (reply.kind) {
    case 'silence':
      return;
    case 'held':
      void reply.until.then(() => send(response, reply.reply, model));
      return;
    case 'raw':
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body);
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4000' });
      response.write('{"id":"chatcmpl-1","choices":[{"message":{"content":"half of', () => {
        response.destroy();
      });
      return;
    default:
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(completion(reply, model)));
  }
}

function completion(reply: Extract<FakeReply, { kind: 'message' }>, model: string) {
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [{ index: 0, message: reply.message, finish_reason: reply.finish ?? 'stop', logprobs: null }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
}
