import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addBodyRules } from './body-rules.js';
import { requestIdOf } from './request-id.js';
import { addUrlencodedBody } from './urlencoded-body.js';
import { BODY_LIMIT } from './to-domain-error.js';

const HEADER_LIMIT = 16 * 1024;
/** For the largest upload over a slow line; what is small or stands still is given up sooner, see {@link addBodyRules}. */
const REQUEST_TIMEOUT_MS = 2 * 3_600_000;
/** For the line and headers alone. */
const HEADERS_TIMEOUT_MS = 60_000;

export interface AdapterOptions {
  /** Answers what the router refuses before any hook runs: a path that cannot be decoded or is too long. */
  onFrameworkError: (error: Error, request: FastifyRequest, reply: FastifyReply) => void;
  /** Which requests become something else than HTTP where they ask for it. */
  shouldUpgrade: (request: IncomingMessage) => boolean;
}

/** Fastify with every size and time bounded. */
export function createAdapter(options: AdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    http: {
      maxHeaderSize: HEADER_LIMIT,
      headersTimeout: HEADERS_TIMEOUT_MS,
      shouldUpgradeCallback: options.shouldUpgrade,
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    genReqId: (request: IncomingMessage) => requestIdOf(request.headers['x-request-id']),
    requestIdHeader: false,
    frameworkErrors: options.onFrameworkError,
    return503OnClosing: false,
    skipMiddie: true,
  });
  readOnlyJson(adapter.getInstance());
  addBodyRules(adapter.getInstance());
  addUrlencodedBody(adapter.getInstance());
  adapter.useMultipart();
  return adapter;
}

/** JSON is the only body, but for {@link addBodyRules}; an empty one counts as none, since some clients always send the content type. */
function readOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else void parse(request, body.toString(), done);
  });
}
