import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { InvalidRequestError } from './request-problem.js';

/** 1 to 255 printable ASCII characters; undefined where the header is not there. @throws InvalidRequestError */
export function readIdempotencyKey(value: string | string[] | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value)) return value;
  throw new InvalidRequestError([
    {
      part: 'header',
      at: ['Idempotency-Key'],
      kind: 'value_error',
      message: 'wants one value of 1 to 255 printable ASCII characters',
    },
  ]);
}

export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
);
