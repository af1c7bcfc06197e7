import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Tells the log which job or batch a request has made. */
export type NoteMadeId = (id: string) => void;

/** Gives a handler its {@link NoteMadeId}. */
export const MadeId = createParamDecorator((_: unknown, context: ExecutionContext): NoteMadeId => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return (id) => {
    request.madeId = id;
  };
});
