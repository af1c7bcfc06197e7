import { Injectable } from '@nestjs/common';
import type { ErrorShape } from './error-shape.js';
import { problemShape } from './problem.shape.js';

/**
 * Which interface a path belongs to. Decided by path because malformed JSON, unknown routes and over-long bodies
 * reach no controller. The longest registered prefix wins; everything else speaks RFC 9457.
 */
@Injectable()
export class ErrorShapes {
  /** Longest prefix first. */
  readonly #shapes: { prefix: string; shape: ErrorShape }[] = [];

  /** @param prefix whole path segments: `/api/video` covers `/api/video/status` but not `/api/videos` */
  register(prefix: string, shape: ErrorShape): void {
    if (this.#shapes.some((entry) => entry.prefix === prefix)) {
      throw new Error(`The error shape of ${prefix} is registered twice`);
    }
    this.#shapes.push({ prefix, shape });
    this.#shapes.sort((a, b) => b.prefix.length - a.prefix.length);
  }

  shapeOf(path: string): ErrorShape {
    const owner = this.#shapes.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
    return owner?.shape ?? problemShape;
  }
}
