import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** For our page: everything from this server, nothing from elsewhere. */
export const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export const STATIC_PREFIX = '/static/';

/**
 * The public folder under `/static/`: ranges and ETags, no listings, no dot files (attempts in the making lie in
 * dot-folders). Files may go away at any time (deletion, retention), so caches ask again each time.
 */
export async function serveStatic(fastify: FastifyInstance, folder: string): Promise<void> {
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
  // The original server named a batch's files `job_0/job_0.mp4`; ours are called `video.mp4`.
  fastify.get<{ Params: { batch: string; job: string; file: string } }>(
    `${STATIC_PREFIX}videos/:batch/:job/:file`,
    { schema: { hide: true } as object },
    (request, reply) => {
      const { batch, job, file } = request.params;
      return reply.sendFile(`videos/${batch}/${job}/${file === `${job}.mp4` ? 'video.mp4' : file}`);
    },
  );
}

function setFileHeaders(reply: FastifyReply, path: string): void {
  void reply.header('cache-control', 'no-cache');
  if (path.endsWith('.html')) void reply.header('content-security-policy', PAGE_POLICY);
}
