import type { z } from 'zod';
import type { ServerTarget } from './server-protocol.js';

export interface ServerRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** A path below the server's address (`/v1/videos`), or a whole address where the protocol has several. */
  path: string;
  /** Sent as JSON; as multipart if it is a `FormData`; as it is, with a `content-type` of `headers`, if bytes. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** False for addresses that must not see the key, such as pre-signed ones. True by default. */
  sendsKey?: boolean;
  signal: AbortSignal;
  /**
   * For the whole exchange, or for a download the longest silence in it; 30 s by default. Zero: as long as `signal`
   * allows, even without a byte coming.
   */
  timeoutMs?: number;
  /** Status codes beside 2xx that are answers of the protocol and no refusals. */
  accepts?: readonly number[];
  /** Called with the head of each answer that is no refusal, before anything else of it comes; also of redirects. */
  onHead?: (status: number, headers: Headers) => void;
}

export interface ServerAnswer<T> {
  status: number;
  headers: Headers;
  value: T;
}

export interface Download {
  /** An existing private folder; the file in it is named `result` with the extension of what it turned out to be. */
  workDir: string;
  /** A larger body is refused as soon as that is known, and nothing of it is left. */
  maxBytes: number;
}

/**
 * HTTP as adapters need it. Every failure is a `ServerRefusal` of the right kind (connection refused: `unreachable`;
 * cut or timed out after sending: `unanswered`; 429, 503: `busy` with `retry-after`; ...), or the signal's reason.
 * Never retries, never follows a redirect to another origin with the key.
 */
export interface ServerHttp {
  /** A JSON answer of at most 8 MB, checked against `schema`; anything else is `broken`. */
  json<T>(server: ServerTarget, request: ServerRequest, schema: z.ZodType<T>): Promise<ServerAnswer<T>>;
  /** Status and headers only; the body is thrown away. */
  status(server: ServerTarget, request: ServerRequest): Promise<ServerAnswer<undefined>>;
  /**
   * Streams a body to a file and says what it is by its content: MP4, WebM, PNG, JPEG or WebP. Anything else (an HTML
   * page, an empty body, less than `content-length`) is `broken`, and leaves no file.
   */
  download(
    server: ServerTarget,
    request: ServerRequest,
    destination: Download,
  ): Promise<{ fileName: string; media: 'video' | 'image'; headers: Headers }>;
  /**
   * As {@link download} for any kind of content (a ZIP, a JSON answer with a video in base64). An empty body is no
   * refusal here, and leaves no file.
   */
  downloadAny(
    server: ServerTarget,
    request: ServerRequest,
    destination: Download & { fileName: string },
  ): Promise<{ status: number; headers: Headers; size: number }>;
}
