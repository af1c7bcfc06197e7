import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.js';
import { DomainError } from '../../kernel/errors.js';
import { levelOfRequest } from '../logging/request-level.js';
import type { MetricsService } from '../metrics/metrics.service.js';
import type { AllowedMethods } from './allowed-methods.js';
import { ApiKeys } from './api-keys.js';
import { OriginPolicy } from './origin-policy.js';
import { isOpenRoute } from './open-routes.js';
import { pathOf, routeOf } from './request-path.js';
import type { ShutdownState } from './shutdown-state.js';

export interface HookServices {
  config: Config;
  /** Writes the access log. */
  log: Logger;
  /** Gives every line that is written during a request its request id. */
  context: { runInContext: (next: () => void, options: { bindings: object }) => void };
  metrics: MetricsService;
  shutdown: ShutdownState;
  routes: AllowedMethods;
}

/**
 * What happens to every request, found or not, before and after its handler. Plain hooks rather than guards and
 * interceptors: they also see requests that no controller gets, and cost next to nothing.
 */
export function addRequestHooks(fastify: FastifyInstance, services: HookServices): void {
  const keys = new ApiKeys(services.config.apiKeys);
  const origins = new OriginPolicy({ ...services.config, hasApiKeys: keys.areNeeded });
  fastify.decorateRequest('owner', '');
  fastify.decorateRequest('madeId', '');
  fastify.addHook('onRoute', (route) => services.routes.add(route.method, route.url));
  fastify.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    services.context.runInContext(() => done(), { bindings: { requestId: request.id } });
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    try {
      if (services.config.role === 'worker') refuseIfNotAboutItself(request);
      origins.check(request);
      admit(request, keys);
      services.shutdown.checkAccepts(request.method);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
  const observe = requestObserver(services.metrics);
  fastify.addHook('onResponse', (request, reply, done) => {
    observe(request, reply);
    writeAccessLine(services.log, request, reply);
    done();
  });
}

const OF_A_WORKER: ReadonlySet<string> = new Set(['/health', '/api/health', '/metrics']);

/** A process that only runs jobs does not know the others. */
function refuseIfNotAboutItself(request: FastifyRequest): void {
  if (!request.is404 && OF_A_WORKER.has(request.routeOptions.url ?? '')) return;
  throw new DomainError(
    'not_found',
    'This process only runs jobs (PORTAL_ROLE=worker); ask one that answers requests.',
  );
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  // On the raw response, so that streams that bypass the reply (server-sent events) carry them too.
  reply.raw.setHeader('x-request-id', request.id);
  reply.raw.setHeader('x-content-type-options', 'nosniff');
}

function admit(request: FastifyRequest, keys: ApiKeys): void {
  if (request.is404 || isOpenRoute(request.routeOptions.url ?? '')) request.owner = keys.find(request) ?? '';
  else request.owner = keys.ownerOf(request);
}

function requestObserver(metrics: MetricsService): (request: FastifyRequest, reply: FastifyReply) => void {
  const series = new Map<string, { observe: (seconds: number) => void }>();
  return (request, reply) => {
    const route = routeOf(request);
    const key = `${request.method} ${route} ${reply.statusCode}`;
    let histogram = series.get(key);
    if (histogram === undefined) {
      histogram = metrics.httpRequests.labels(request.method, route, String(reply.statusCode));
      series.set(key, histogram);
    }
    histogram.observe(reply.elapsedTime / 1000);
  };
}

function writeAccessLine(log: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const level = levelOfRequest(request.method, routeOf(request), reply.statusCode);
  if (!log.isLevelEnabled(level)) return;
  log[level](
    {
      requestId: request.id,
      method: request.method,
      path: pathOf(request).slice(0, 300),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      remote: request.ip,
      ...(request.owner === '' ? {} : { owner: request.owner }),
      ...(request.madeId === '' ? {} : { made: request.madeId }),
    },
    'request',
  );
}
