import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PageFolder } from './page-folder.js';
import { type FileAnswer, sendFileAnswer } from './file-answer.js';

/** For our page: everything from this server, nothing from elsewhere. */
export const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const STATIC_PREFIX = '/static/';

/** Finds a file below `videos` that is not on the disk any more; undefined where it is there, or nowhere. */
export type FindElsewhere = (
  names: readonly string[],
  headers: FastifyRequest['headers'],
) => Promise<FileAnswer | undefined>;

/** Parts of the page, in folders of one level. */
const PAGE_PARTS = ['assets', 'frontend_examples'];

/**
 * The public folder under `/static/`: ranges and ETags, no listings, no dot files (attempts in the making lie in
 * dot-folders). Files may go away at any time (deletion, retention), so caches ask again each time.
 */
export async function serveStatic(
  fastify: FastifyInstance,
  folder: string,
  page: PageFolder,
  findElsewhere: FindElsewhere = () => Promise.resolve(undefined),
): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: folder,
    prefix: STATIC_PREFIX,
    dotfiles: 'ignore',
    index: false,
    list: false,
    redirect: false,
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (reply, path) => setFileHeaders(reply, path),
  });
  const send = async (names: readonly string[], reply: FastifyReply) => {
    const elsewhere = await findElsewhere(names, reply.request.headers);
    if (elsewhere !== undefined) await sendFileAnswer(reply, elsewhere);
    else void reply.sendFile(`videos/${names.join('/')}`);
    return reply;
  };
  const schema = { hide: true } as object;
  for (const part of PAGE_PARTS) {
    fastify.get<{ Params: { file: string } }>(
      `${STATIC_PREFIX}${part}/:file`,
      { schema },
      async ({ params: { file } }, reply) => reply.sendFile(`${part}/${file}`, (await page.find()) ?? folder),
    );
  }
  fastify.get<{ Params: { job: string; file: string } }>(
    `${STATIC_PREFIX}videos/:job/:file`,
    { schema },
    ({ params: { job, file } }, reply) => send([job, file], reply),
  );
  fastify.get<{ Params: { batch: string; job: string; file: string } }>(
    `${STATIC_PREFIX}videos/:batch/:job/:file`,
    { schema },
    ({ params: { batch, job, file } }, reply) =>
      // The original server named a batch's files `job_0/job_0.mp4`; ours are called `video.mp4`.
      send([batch, job, file === `${job}.mp4` ? 'video.mp4' : file], reply),
  );
}

function setFileHeaders(reply: FastifyReply, path: string): void {
  void reply.header('cache-control', 'no-cache');
  if (path.endsWith('.html')) void reply.header('content-security-policy', PAGE_POLICY);
}
