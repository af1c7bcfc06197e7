import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** How a file is handed over. */
export type FileAnswer =
  /** From this disk, with ranges and conditional requests. Absolute path. */
  | { kind: 'file'; path: string }
  /** The client is to fetch it from there. */
  | { kind: 'redirect'; url: string }
  /** From elsewhere, through this process. `open` is called only where there is a body to send. */
  | {
      kind: 'bytes';
      status: 200 | 206 | 304;
      headers: Readonly<Record<string, string>>;
      open: () => Promise<Readable>;
    };

/** @param disposition a whole `Content-Disposition`; where a redirect leads, it is part of the address */
export async function sendFileAnswer(
  reply: FastifyReply,
  answer: FileAnswer,
  disposition?: string,
): Promise<void> {
  if (answer.kind === 'redirect') {
    // The address is a key for a while: no cache may keep it.
    void reply.header('cache-control', 'no-store').redirect(answer.url, 302);
    return;
  }
  if (disposition !== undefined) void reply.header('content-disposition', disposition);
  if (answer.kind === 'file') {
    void reply.sendFile(basename(answer.path), dirname(answer.path));
    return;
  }
  const { status, headers } = answer;
  if (status === 304) {
    void reply.code(status).headers(headers).send();
    return;
  }
  // Fastify calls an answer to HEAD empty where it has nothing at all, and leaves the length of a stream alone.
  // Opened before anything is said of it: an error has other headers.
  const body = reply.request.method === 'HEAD' ? Readable.from([]) : await answer.open();
  void reply.code(status).headers(headers).send(body);
}
