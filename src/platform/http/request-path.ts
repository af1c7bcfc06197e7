import type { FastifyRequest } from 'fastify';

/** The path as it was sent, without the query, which may hold what nobody should read in a log. */
export function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** What metrics and logs call a route: its pattern, so that the number of different names stays bounded. */
export function routeOf(request: FastifyRequest): string {
  return (request.is404 ? undefined : request.routeOptions.url) ?? 'unmatched';
}
