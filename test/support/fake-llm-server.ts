import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeReply, replies, send } from './fake-llm-replies.js';
import { sensibleReply } from './fake-llm-sensible.js';

export { replies, type FakeReply } from './fake-llm-replies.js';

export interface FakeLlmBody {
  model: string;
  messages: { role: string; content: string }[];
  response_format?: { type: string; json_schema?: { name: string; strict: boolean; schema: unknown } };
  max_tokens?: number;
  max_completion_tokens?: number;
  seed?: number;
  stream?: boolean;
  tools?: unknown;
}

export interface FakeLlmRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** As it came over the wire. */
  text: string;
  body: FakeLlmBody;
}

export type Responder = FakeReply | ((request: FakeLlmRequest) => FakeReply);

export interface FakeLlmOptions {
  /** `sensible` answers every task by simple rules; a list is used up in order, and its last entry repeats. */
  mode?: 'sensible' | Responder | readonly Responder[];
  /** Options that this server refuses with 400, as older servers do. */
  unsupported?: readonly ('json_schema' | 'json_object' | 'max_tokens' | 'max_completion_tokens' | 'seed')[];
  /** The status of such a refusal. */
  unsupportedStatus?: number;
}

export interface FakeLlm extends AsyncDisposable {
  /** With `/v1`, as a base URL of the `openai` package. */
  readonly url: string;
  readonly requests: readonly FakeLlmRequest[];
  /** Requests being answered now, and the most there ever were at a time. */
  readonly open: number;
  readonly mostOpen: number;
  /** Resolves when so many requests have come in all. */
  received(count: number): Promise<void>;
  /** Resolves when no request is being answered. */
  idle(): Promise<void>;
  /** Answers with something else from now on. */
  script(mode: NonNullable<FakeLlmOptions['mode']>): void;
  stop(): Promise<void>;
}

/** Speaks the chat completions API of OpenAI over real HTTP on a free port, as well or as badly as it is told. */
export async function startFakeLlm(options: FakeLlmOptions = {}): Promise<FakeLlm> {
  const requests: FakeLlmRequest[] = [];
  const events = new EventEmitter();
  let mode = options.mode ?? 'sensible';
  let next = 0;
  let open = 0;
  let mostOpen = 0;

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming);
    requests.push(request);
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    let isOpen = true;
    const leave = () => {
      if (isOpen) open -= 1;
      isOpen = false;
      events.emit('change');
    };
    response.once('finish', leave).once('close', leave);
    events.emit('change');
    const refused = options.unsupported?.find((option) => usesOption(request.body, option));
    const reply = refused === undefined ? replyTo(request) : refusalOf(refused, options.unsupportedStatus);
    send(response, reply, request.body.model);
  };

  const replyTo = (request: FakeLlmRequest): FakeReply => {
    if (!/^(?:\/v1)?\/chat\/completions$/.test(request.path)) return replies.error(404, 'No such route');
    if (mode === 'sensible') return sensibleReply(request);
    const list: readonly Responder[] = Array.isArray(mode)
      ? (mode as readonly Responder[])
      : [mode as Responder];
    const responder = list[Math.min(next, list.length - 1)];
    next += 1;
    if (responder === undefined) return replies.error(500, 'the script is empty');
    return typeof responder === 'function' ? responder(request) : responder;
  };

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const until = async (isReached: () => boolean) => {
    while (!isReached()) await once(events, 'change');
  };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get open() {
      return open;
    },
    get mostOpen() {
      return mostOpen;
    },
    received: (count) => until(() => requests.length >= count),
    idle: () => until(() => open === 0),
    script(script) {
      mode = script;
      next = 0;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function readRequest(incoming: IncomingMessage): Promise<FakeLlmRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const body = JSON.parse(text) as FakeLlmBody;
  return { path: incoming.url ?? '', headers: incoming.headers, text, body };
}

function usesOption(body: FakeLlmBody, option: string): boolean {
  return option in body || body.response_format?.type === option;
}

function refusalOf(option: string, status = 400): FakeReply {
  if (option.startsWith('json_')) {
    return replies.error(status, `response_format of type '${option}' is not available for this model`, {
      param: 'response_format',
    });
  }
  const hint = option === 'max_tokens' ? " Use 'max_completion_tokens' instead." : '';
  return replies.error(
    status,
    `Unsupported parameter: '${option}' is not supported with this model.${hint}`,
    {
      code: 'unsupported_parameter',
      param: option,
    },
  );
}
