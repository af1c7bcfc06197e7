import { readFileSync } from 'node:fs';
import { MAX_RESULT_BYTES, type DoubleFault, type ServerDouble } from '../../contract/server-engine.types.js';
import { type DoubleJob, isActive } from './double-jobs.js';
import type { Fault, HttpDouble } from './http-double.js';

/** 5 frames of 64 x 48 pixels, H.264. */
export const SHORT_VIDEO = readFileSync(new URL('../../fixtures/video/short.mp4', import.meta.url));

type Route = readonly [method: string, path: RegExp];

export interface SuiteParts {
  routes: Readonly<Record<'submit' | 'poll' | 'result', Route>>;
  /** 429, or 503 where that is this server's word for it. */
  busyStatus: number;
  jobs: () => DoubleJob[];
  succeed: (id: string) => void;
  fail: (id: string, how: 'failed' | 'refused') => void;
  lose: () => void;
  sayUnknownWord?: () => void;
}

/** What the contract suite does to a server, done to a double over HTTP. */
export function forSuite(double: HttpDouble, parts: SuiteParts): ServerDouble {
  const { routes, jobs } = parts;
  const oldest = () => {
    const job = jobs().find(isActive);
    if (job === undefined) throw new Error('the double has no job');
    return job.id;
  };
  const taken = new Set<string>();
  const count = () => {
    for (const { id } of jobs()) taken.add(id);
    return taken.size;
  };
  return {
    get url() {
      return double.url;
    },
    get taken() {
      return count();
    },
    get active() {
      count();
      return jobs().filter(isActive).length;
    },
    get asked() {
      return double.count(...routes.poll);
    },
    finish: () => parts.succeed(oldest()),
    fail: (how) => parts.fail(oldest(), how),
    lose: () => {
      count();
      parts.lose();
    },
    meet: (request, fault, times = Infinity) =>
      double.fail(...routes[request], faultOf(fault, parts.busyStatus), times),
    heal: () => double.heal(),
    close: () => double.stop(),
    ...(parts.sayUnknownWord === undefined ? {} : { sayUnknownWord: parts.sayUnknownWord }),
  };
}

function faultOf(fault: DoubleFault, busyStatus: number): Fault {
  const answer = (status: number): Fault => ({ kind: 'answer', status, body: '{"detail":"no"}' });
  switch (fault) {
    case 'busy':
      return answer(busyStatus);
    case 'wrong key':
      return answer(401);
    case 'invalid':
      return answer(422);
    case 'error':
      return answer(500);
    case 'done but cut':
      return { kind: 'cut', effect: 'after' };
    case 'cut':
      return { kind: 'cut', effect: 'before' };
    case 'web page':
      return { kind: 'content', bytes: Buffer.from('<!doctype html><p>Sign in</p>'), type: 'text/html' };
    case 'empty':
      return { kind: 'content', bytes: Buffer.alloc(0) };
    case 'truncated':
      return { kind: 'truncated' };
    case 'huge':
      return { kind: 'content', bytes: Buffer.concat([SHORT_VIDEO, Buffer.alloc(MAX_RESULT_BYTES)]) };
  }
}
