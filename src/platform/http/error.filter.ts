import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { DomainError } from '../../kernel/errors.js';
import { LOG } from '../logging/log.token.js';
import { AllowedMethods } from './allowed-methods.js';
import { ErrorShapes } from './error-shapes.js';
import { pathOf } from './request-path.js';
import { toDomainError } from './to-domain-error.js';

/** The only place where an error becomes an answer. */
@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly shapes: ErrorShapes,
    private readonly allowedMethods: AllowedMethods,
    @Inject(LOG) private readonly logger: Logger,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const path = pathOf(request);
    let error = errorOf(thrown, request);
    if (error.status >= 500) this.log(error, request);
    if (reply.sent || reply.raw.headersSent) {
      // Too late for an answer: a broken connection is the only way left to tell that the stream is not whole.
      reply.raw.destroy();
      return;
    }
    const allowed = error.code === 'not_found' && request.is404 ? this.allowedMethods.of(path) : [];
    // A route that has the method was there, and found nothing.
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      error = new DomainError('method_not_allowed', 'Method Not Allowed');
      void reply.header('allow', allowed.join(', '));
    }
    if (error.retryAfterSeconds !== undefined)
      void reply.header('retry-after', String(error.retryAfterSeconds));
    const range = error.code === 'range_not_satisfiable' ? contentRangeOf(error) : undefined;
    if (range !== undefined) void reply.header('content-range', range);
    if (error.code === 'unauthenticated') void reply.header('www-authenticate', 'Bearer realm="reelsmith"');
    const answer = this.shapes.shapeOf(path)(error, { path, requestId: request.id });
    void reply.headers({ ...answer.headers });
    void reply.code(answer.status).removeHeader('content-disposition').header('cache-control', 'no-store');
    void reply.type(answer.contentType).serializer(JSON.stringify).send(answer.body);
  }

  private log(error: DomainError, request: FastifyRequest): void {
    const fields = { requestId: request.id, code: error.code, route: request.routeOptions.url };
    if (error.code === 'internal')
      this.logger.error({ ...fields, err: error.cause ?? error }, 'request failed');
    else this.logger.warn({ ...fields, reason: error.message }, 'request refused');
  }
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** RFC 9110 wants the real size told with 416; it travels with the error or with its cause. */
function contentRangeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('size' in error && typeof error.size === 'number') return `bytes */${error.size}`;
  if ('headers' in error && typeof error.headers === 'object' && error.headers !== null) {
    const value: unknown = Reflect.get(error.headers, 'Content-Range');
    if (typeof value === 'string') return value;
  }
  return 'cause' in error ? contentRangeOf(error.cause) : undefined;
}

function errorOf(thrown: unknown, request: FastifyRequest): DomainError {
  const error = toDomainError(thrown, request.routeOptions.bodyLimit);
  // Only a path can be malformed where there is no body: `%00` in the name of a file.
  return error.code === 'malformed_body' && isRead(request)
    ? new DomainError('not_found', 'There is nothing at this address', { cause: thrown })
    : error;
}
