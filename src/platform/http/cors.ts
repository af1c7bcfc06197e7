const DAY_SECONDS = 86_400;

/** Undefined where no foreign origin is welcome. Never with credentials: keys are sent on purpose, cookies not used. */
export function corsOptions(origins: readonly string[]) {
  if (origins.length === 0) return undefined;
  return {
    origin: origins.includes('*') ? '*' : [...origins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'idempotency-key',
      'range',
      'x-api-key',
      'x-request-id',
      'x-session-id',
    ],
    exposedHeaders: [
      'accept-ranges',
      'content-disposition',
      'content-range',
      'etag',
      'retry-after',
      'x-request-id',
    ],
    maxAge: DAY_SECONDS,
  };
}
