import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { routeOf } from '../../platform/http/request-path.js';
import { LightX2vMetrics } from './lightx2v.metrics.js';

/** Counts the requests to LightX2V's routes under its names, when their answers are sent. */
@Injectable()
export class CallMetrics implements NestInterceptor {
  constructor(private readonly metrics: LightX2vMetrics) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    reply.raw.once('close', () => this.#count(request, reply));
    return next.handle();
  }

  #count(request: FastifyRequest, { statusCode, elapsedTime }: FastifyReply): void {
    const labels = { method: request.method, endpoint: routeOf(request) };
    const isError = statusCode >= 400;
    this.metrics.requests.inc(labels);
    if (isError) this.metrics.requestErrors.inc({ ...labels, error_type: `http_${statusCode}` });
    this.metrics.requestSeconds.observe(
      { ...labels, status: isError ? 'error' : 'success' },
      elapsedTime / 1000,
    );
  }
}
