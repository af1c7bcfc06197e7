import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { DomainError } from '../../kernel/errors.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link RULES}; undefined for a small JSON body. A controller may say it with `@RouteConfig({ body })`. */
    body?: BodyRule;
  }
}

/**
 * `json`: a small JSON body, whatever its content type says: some servers never look at that. `media`: JSON that may hold images as base64. `file`: a form with a file, or the bare bytes of one. `form`: the same
 * content as JSON (as `media`) or as a form.
 */
export type BodyRule = 'json' | 'media' | 'file' | 'form';

/** 20 MB of image are 27 MB of base64; a batch may hold several. */
export const MEDIA_BODY_LIMIT = 64 * 1024 * 1024;

/** Routes, by method and pattern, whose bodies are more than a little JSON. */
const RULES: Readonly<Record<string, BodyRule>> = {
  'POST /api/inputs': 'file',
  'POST /api/jobs': 'media',
  'POST /api/batches': 'media',
  'POST /api/video/single_inference': 'media',
  'POST /api/video/batch_inference': 'media',
};

const FILE_TYPES = /^(multipart\/form-data|application\/octet-stream)\b/i;

/** A small body that has not arrived by then is given up. */
const BODY_TIMEOUT_MS = 60_000;
/** A large one may take as long as it keeps coming. */
const IDLE_TIMEOUT_MS = 60_000;

/** Gives each route the size and kind of body that it takes, and bodies the time that they may take. */
export function addBodyRules(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => applyRule(route));
  fastify.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const rule = ruleOf(request);
    if (rule === 'json') request.headers['content-type'] = 'application/json';
    const isFile = FILE_TYPES.test(request.headers['content-type'] ?? '');
    if (isFile && rule !== 'file' && rule !== 'form' && !request.is404) {
      done(new DomainError('unsupported_media_type', 'Send the body as application/json'));
      return;
    }
    if (rule === undefined || rule === 'json') limitTime(request);
    else limitIdleTime(request);
    done(null, payload);
  });
}

function applyRule(route: RouteOptions): void {
  const named = [route.method].flat().map((method) => RULES[`${method} ${route.url}`])[0];
  const rule = named ?? route.config?.body;
  if (rule === undefined) return;
  route.config = { ...route.config, body: rule };
  if (rule !== 'file' && rule !== 'json') route.bodyLimit = MEDIA_BODY_LIMIT;
}

function ruleOf(request: FastifyRequest): BodyRule | undefined {
  return request.routeOptions.config?.body;
}

function limitTime({ raw }: FastifyRequest): void {
  // Once it is there, the connection may be about other requests.
  const timer = setTimeout(() => raw.complete || raw.destroy(), BODY_TIMEOUT_MS);
  timer.unref();
  raw.once('close', () => clearTimeout(timer));
}

function limitIdleTime({ raw }: FastifyRequest): void {
  let seen = raw.socket.bytesRead;
  const timer = setInterval(() => {
    if (raw.complete) clearInterval(timer);
    else if (raw.socket.bytesRead === seen) raw.destroy();
    seen = raw.socket.bytesRead;
  }, IDLE_TIMEOUT_MS);
  timer.unref();
  raw.once('close', () => clearInterval(timer));
}
