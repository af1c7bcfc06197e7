import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { errnoOf } from '../../kernel/errors.js';
import type { FileSystemPort } from './file-system.port.js';
import type { Storage } from './storage.js';

const CLAIM_FILE = 'portal.json';

const claimSchema = z.object({ host: z.string(), pid: z.number().int().positive(), startedAt: z.string() });

type Claim = z.infer<typeof claimSchema>;

export interface ClaimOptions {
  /** That names the folder, for the message. */
  setting?: string;
  /** The folder is for any number of processes: then it is only made sure that none has it for itself. */
  isShared?: boolean;
}

/**
 * Notes in a folder that this process works on it.
 * @throws Error if another living process of this machine does. One on another machine cannot be seen from here.
 */
export async function claimFolder(
  storage: Storage,
  folder: string,
  { setting = 'DATA_DIR', isShared = false }: ClaimOptions = {},
): Promise<void> {
  const path = join(folder, CLAIM_FILE);
  const holder = await readClaim(storage.files, path);
  if (holder !== undefined && (await isAlive(storage.files, holder))) {
    throw new Error(
      `Another portal (process ${holder.pid}) works on ${setting}. Give this one folders of its own, or stop the other.`,
    );
  }
  if (isShared) return;
  const own = {
    host: hostname(),
    pid: process.pid,
    startedAt: (await startOf(storage.files, process.pid)) ?? '',
  };
  await storage.replaceFile(path, `${JSON.stringify(own satisfies Claim)}\n`);
}

async function readClaim(files: FileSystemPort, path: string): Promise<Claim | undefined> {
  const text = await readIfThere(files, path);
  if (text === undefined) return undefined;
  try {
    return claimSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON, so not written by a portal that claimed the folder.
    return undefined;
  }
}

/** The number of a process may be in use again, but not with the same time of start. */
async function isAlive(files: FileSystemPort, { host, pid, startedAt }: Claim): Promise<boolean> {
  if (host !== hostname() || pid === process.pid) return false;
  const start = await startOf(files, pid);
  return start !== undefined && start === startedAt;
}

/** When a process was started, in ticks since the machine was; undefined if it is gone, or where there is no /proc. */
async function startOf(files: FileSystemPort, pid: number): Promise<string | undefined> {
  const stat = await readIfThere(files, `/proc/${pid}/stat`);
  // The name, in parentheses, may hold anything; the fields behind it are the state and, as the 20th, the start.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

async function readIfThere(files: FileSystemPort, path: string): Promise<string | undefined> {
  try {
    return (await files.readFile(path)).toString('utf8');
  } catch (error) {
    // ESRCH: the process ended while its entry was read.
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ESRCH') return undefined;
    throw error;
  }
}
