import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { node } from './build.ts';

export interface ChildOptions {
  script: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Numbers of the processors it may use; undefined for all. */
  processors?: readonly number[] | undefined;
}

const TASKSET = '/usr/bin/taskset';

/** `BENCH_PROFILE=folder` leaves a CPU profile of every child there, for Chrome's DevTools. */
const profileFolder = process.env['BENCH_PROFILE'];
const PROFILE = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];

/** Processors that this process may use; undefined where they cannot be chosen. */
function allowedProcessors(): number[] | undefined {
  if (!existsSync(TASKSET) || !existsSync('/proc/self/status')) return undefined;
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** One processor for what is measured and the rest for who measures; undefined where there are not two. */
export function splitProcessors(): { one: number[]; rest: number[] } | undefined {
  const [first, ...rest] = allowedProcessors() ?? [];
  return first === undefined || rest.length === 0 ? undefined : { one: [first], rest };
}

/** A Node process with a message channel; its errors are shown, its other output is not. */
export function startChild(options: ChildOptions): ChildProcess {
  const { script, args = [], env = {}, processors } = options;
  const pin = processors === undefined ? [] : [TASKSET, '-c', processors.join(',')];
  const [command = node, ...rest] = [...pin, node, ...PROFILE, script, ...args];
  return spawn(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
}

/** Resolves with the next message. @throws if the process ends before */
export async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const ended = new AbortController();
  const gone = once(child, 'exit', { signal: ended.signal }).then(([code, signal]) => {
    throw new Error(`a child process ended (${String(signal ?? code)}) before it answered`);
  });
  gone.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: ended.signal }), gone])) as [
      Message,
    ];
    return message;
  } finally {
    ended.abort();
  }
}

/** Ends a process at once; resolves when it is gone. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  // A profile is only written by a process that ends by itself, which it does when nobody listens any more.
  if (profileFolder !== undefined && child.connected) child.disconnect();
  else child.kill('SIGKILL');
  await gone;
}

/** Runs a script that sends one message and ends. */
export async function runChild<Message>(options: ChildOptions): Promise<Message> {
  const child = startChild(options);
  try {
    return await nextMessage<Message>(child);
  } finally {
    await endChild(child);
  }
}
