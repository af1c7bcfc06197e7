import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../kernel/errors.js';

/** Small forms without files; `fields.name` is the last value of each name. Only on routes whose body may be a form. */
export function addUrlencodedBody(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, body, done) => {
      if (request.routeOptions.config?.body === 'form')
        done(null, Object.fromEntries(new URLSearchParams(body.toString())));
      else done(new DomainError('unsupported_media_type', 'Send the body as application/json'));
    },
  );
}
