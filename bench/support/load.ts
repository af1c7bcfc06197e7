import autocannon, { type Instance } from 'autocannon';

export interface LoadOptions {
  url: string;
  connections: number;
  seconds: number;
  /** Each connection goes through them again and again. */
  requests: readonly { method: 'GET' | 'POST'; path: string; body?: unknown }[];
}

export interface LoadResult {
  /** Answers with 200 a second. */
  perSecond: number;
  /** Of those answers, milliseconds. */
  latencies: number[];
  /** Anything but 200. */
  failures: number;
}

const JSON_BODY = { 'content-type': 'application/json' };

/** Keeps `connections` requests in flight for a while. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { url, connections, seconds, requests } = options;
  const latencies: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    const load: Instance = autocannon(
      {
        url,
        connections,
        duration: seconds,
        timeout: 60,
        requests: requests.map(({ method, path, body }) => ({
          method,
          path,
          ...(body === undefined ? {} : { body: JSON.stringify(body), headers: JSON_BODY }),
        })),
      },
      (error) => (error === null ? resolve() : reject(error)),
    );
    load.on('response', (_client, status, _bytes, ms) => {
      if (status === 200) latencies.push(ms);
      else failures += 1;
    });
    load.on('reqError', () => {
      failures += 1;
    });
  });
  return { perSecond: (latencies.length / (performance.now() - startedAt)) * 1000, latencies, failures };
}
