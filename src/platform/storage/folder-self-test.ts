import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { errnoOf, messageOf } from '../../kernel/errors.js';
import { FOLDER_TRIALS, type FolderTrial, type TrialPlace } from './folder-trials.js';
import { isStorageFull, type Storage } from './storage.js';

export interface TestedFolder {
  /** The setting that names it, for the message. */
  setting: string;
  /** Absolute. */
  path: string;
  /** Two folders in it between which finished work is renamed; looked at only where both exist. */
  renamedBetween?: readonly [string, string];
}

/** What a folder is good for was found out, or not: `full` means that nothing could be tried. */
export interface FolderReport {
  setting: string;
  durationMs: number;
  full: boolean;
  /** What works, and yet somebody should know. */
  warnings: readonly string[];
}

/** A folder does not offer what the promises stand on. The message names the setting, the folder, the test and the fix. */
export class UnfitFolderError extends Error {
  override readonly name = 'UnfitFolderError';

  constructor(
    readonly folder: TestedFolder,
    readonly trial: FolderTrial,
    cause: unknown,
  ) {
    super(
      `${folder.setting} (${folder.path}) cannot be used. Test "${trial.name}": ${explain(cause)}. ${trial.fix}`,
      { cause },
    );
  }
}

const PROBE = /^\.tmp-self-test-[0-9a-f]{12}$/;
/** Far longer than a test takes: what is older was left by a process that was killed. */
const LEFTOVER_MS = 3_600_000;

/**
 * Tries in a folder, with small files under names of its own, what every promise about files stands on: one process may
 * do so beside others. Takes 8 ms on a quiet disk, some 30 ms on a busy one.
 * @param now the clock of this machine, in milliseconds: files get their times from wherever the folder really is
 * @throws UnfitFolderError
 */
export async function testFolder(
  storage: Storage,
  folder: TestedFolder,
  now: () => number = Date.now,
): Promise<FolderReport> {
  const startedAt = performance.now();
  const probe = join(folder.path, `.tmp-self-test-${randomBytes(6).toString('hex')}`);
  const place: TrialPlace = { files: storage.files, probe, root: folder.path, now, warnings: [] };
  if (folder.renamedBetween !== undefined) place.renamedBetween = folder.renamedBetween;
  let full = false;
  try {
    for (const trial of FOLDER_TRIALS) await run(trial, storage, folder, place);
  } catch (error) {
    if (!isStorageFull(error)) throw error;
    full = true;
  } finally {
    await removeProbes(storage, folder, probe, now());
  }
  const durationMs = Math.round(performance.now() - startedAt);
  return { setting: folder.setting, durationMs, full, warnings: place.warnings };
}

async function run(
  trial: FolderTrial,
  storage: Storage,
  folder: TestedFolder,
  place: TrialPlace,
): Promise<void> {
  try {
    await trial.run(place, storage);
  } catch (error) {
    // A full disk says nothing about the folder, and must not keep the portal from removing old videos.
    if (isStorageFull(error)) throw error;
    throw new UnfitFolderError(folder, trial, error);
  }
}

/** Its own, and those of processes that were killed while they tested. What cannot be removed does no harm. */
async function removeProbes(
  { files }: Storage,
  { path: root, renamedBetween }: TestedFolder,
  own: string,
  now: number,
): Promise<void> {
  const remove = (path: string) => files.removeTree(path).catch(() => undefined);
  await remove(own);
  for (const folder of [root, ...(renamedBetween ?? []).map((name) => join(root, name))]) {
    for (const { name } of await files.list(folder).catch(() => [])) {
      if (!PROBE.test(name)) continue;
      const path = join(folder, name);
      const stat = await files.stat(path).catch(() => undefined);
      if (stat !== undefined && now - stat.mtimeMs > LEFTOVER_MS) await remove(path);
    }
  }
}

/** Without the path, which the message has already. */
function explain(error: unknown): string {
  const code = errnoOf(error);
  return code === undefined ? messageOf(error) : `the file system answers ${code}`;
}
