/** Why this Redis cannot be used, with what to do about it. */
export class UnusableRedisError extends Error {
  override readonly name = 'UnusableRedisError';
}

/**
 * What `INFO` says that would break a promise; undefined where all is well. A Redis that evicts keys loses jobs of the
 * queue one by one without anybody noticing; one that cannot be written to takes none.
 */
export function problemOf(info: string): UnusableRedisError | undefined {
  const facts = new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
    }),
  );
  const policy = facts.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    return new UnusableRedisError(
      `The Redis of REDIS_URL evicts keys when its memory is full (maxmemory-policy ${policy}), which would lose ` +
        'waiting jobs. Set "maxmemory-policy noeviction" in its configuration, or run ' +
        '"redis-cli CONFIG SET maxmemory-policy noeviction".',
    );
  }
  if (facts.get('role') === 'slave') {
    return new UnusableRedisError(
      'The Redis of REDIS_URL is a replica, which is read-only. Set REDIS_URL to the address of its primary.',
    );
  }
  return undefined;
}
