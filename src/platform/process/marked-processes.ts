import { errnoOf } from '../../kernel/errors.js';
import type { FileSystemPort } from '../storage/file-system.port.js';

/**
 * Variable by which a process is known as ours, with all that it starts: they inherit it whatever group or session they
 * move to, and whoever their parent becomes.
 */
export const MARK_VARIABLE = 'REELSMITH_PROCESS';

export interface MarkedProcess {
  pid: number;
  mark: string;
}

/** Running processes whose mark begins so. Linux only: elsewhere nothing is found. */
export async function findMarked(files: FileSystemPort, prefix: string): Promise<MarkedProcess[]> {
  const names = (await files.list('/proc')).map((entry) => entry.name).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map((name) => markOf(files, name)));
  return found.filter((process) => process?.mark.startsWith(prefix) === true) as MarkedProcess[];
}

async function markOf(files: FileSystemPort, pid: string): Promise<MarkedProcess | undefined> {
  const environment = await readIfAllowed(files, `/proc/${pid}/environ`);
  const start = `${MARK_VARIABLE}=`;
  const variable = environment?.split('\0').find((line) => line.startsWith(start));
  return variable === undefined ? undefined : { pid: Number(pid), mark: variable.slice(start.length) };
}

/** When a process started, in the kernel's ticks; with its id it names a process for good. Undefined if it is gone. */
export async function startTicksOf(files: FileSystemPort, pid: number): Promise<string | undefined> {
  const stat = await readIfAllowed(files, `/proc/${pid}/stat`);
  // The name in parentheses may hold anything; the 20th field after it is the start.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Kills all that bear the mark, until none is left; what they start meanwhile bears it, too. */
export async function killMarked(files: FileSystemPort, prefix: string): Promise<void> {
  for (;;) {
    const found = await findMarked(files, prefix);
    if (found.length === 0) return;
    for (const { pid } of found) signalProcess(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, KILL_ROUND_MS));
  }
}

const KILL_ROUND_MS = 20;

/** Nothing happens if it is gone. @param pid negative for a group */
export function signalProcess(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error;
  }
}

/** Undefined for what is gone, or somebody else's. */
async function readIfAllowed(files: FileSystemPort, path: string): Promise<string | undefined> {
  try {
    return (await files.readFile(path)).toString('utf8');
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ESRCH'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}
