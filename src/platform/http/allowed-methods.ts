import { Injectable } from '@nestjs/common';

/** Knows the patterns of all routes, to tell a wrong method from an unknown path. Asked only after a 404. */
@Injectable()
export class AllowedMethods {
  readonly #routes = new Map<string, Set<string>>();

  /** @param pattern as registered: `/api/jobs/:id` */
  add(method: string | readonly string[], pattern: string): void {
    const methods = this.#routes.get(pattern) ?? new Set<string>();
    for (const name of [method].flat()) methods.add(name);
    this.#routes.set(pattern, methods);
  }

  /** Every route: `GET /api/jobs/:id`. */
  list(): string[] {
    return [...this.#routes].flatMap(([pattern, methods]) =>
      [...methods].map((method) => `${method} ${pattern}`),
    );
  }

  /** The methods that a path answers to; empty if no route has it. */
  of(path: string): string[] {
    const segments = trimmed(path).split('/');
    const found = new Set<string>();
    for (const [pattern, methods] of this.#routes) {
      if (matches(trimmed(pattern).split('/'), segments)) for (const method of methods) found.add(method);
    }
    return [...found].sort();
  }
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const rest = pattern.indexOf('*');
  // The pattern `*` of CORS is no route.
  if (rest >= 2) return path.length > rest && matches(pattern.slice(0, rest), path.slice(0, rest));
  if (rest >= 0) return false;
  if (pattern.length !== path.length) return false;
  return pattern.every((segment, index) => segment.startsWith(':') || segment === path[index]);
}

function trimmed(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
