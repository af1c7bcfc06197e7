import { join } from 'node:path';
import { errnoOf } from '../../kernel/errors.js';
import type { FileSystemPort } from './file-system.port.js';
import type { Storage } from './storage.js';

/** Where a trial may do what it likes. */
export interface TrialPlace {
  files: FileSystemPort;
  /** A folder that the first trial makes. */
  probe: string;
  /** The folder under test. */
  root: string;
  renamedBetween?: readonly [string, string];
  now: () => number;
  warnings: string[];
}

export interface FolderTrial {
  /** As operators read it. */
  name: string;
  /** A sentence that says what to do. */
  fix: string;
  /** @throws anything that says what was not as it must be */
  run: (place: TrialPlace, storage: Storage) => Promise<void>;
}

const LOCAL_OR_NFS = 'Use a local disk (ext4, xfs) or an NFSv4 mount';

/** Renames while somebody reads: a gap between "old" and "new" shows in one of them. */
const RENAME_ROUNDS = 8;

/** Times of records are compared between machines; this much apart they would be nonsense. */
const SKEW_REFUSED_MS = 60_000;
/** File systems may round to two seconds. */
const SKEW_TOLD_MS = 3000;

/** In this order: each needs what those before it have shown. */
export const FOLDER_TRIALS: readonly FolderTrial[] = [
  {
    name: 'write',
    fix: 'Make it exist and writable for the user that runs this process, and not mounted read-only.',
    run: async ({ files, probe, root }, storage) => {
      await storage.ensureFolder(root);
      await files.makeFolder(probe);
      await write(files, join(probe, 'a'), 'one', { isSynced: false });
    },
  },
  {
    name: 'fsync of a file',
    fix: `${LOCAL_OR_NFS}: without fsync a power cut loses what was acknowledged.`,
    run: async ({ files, probe }) => {
      const file = await files.open(join(probe, 'a'), 'existing');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    },
  },
  {
    name: 'fsync of a folder',
    fix: `${LOCAL_OR_NFS}: without fsync of folders a power cut loses the names of files.`,
    run: ({ files, probe }) => files.syncFolder(probe),
  },
  {
    name: 'exclusive creation',
    fix: `${LOCAL_OR_NFS}: two processes must not both create the same file.`,
    run: tryExclusiveCreation,
  },
  {
    name: 'append',
    fix: `${LOCAL_OR_NFS}: journals grow at their ends, whatever another handle has written.`,
    run: tryAppend,
  },
  {
    name: 'rename over an existing file',
    fix: `${LOCAL_OR_NFS}: a rename must replace the old file at once, without a moment in which there is none.`,
    run: tryRename,
  },
  {
    name: 'rename of a folder',
    fix: `${LOCAL_OR_NFS}: results are published by renaming a folder, never over one that holds something.`,
    run: tryFolderRename,
  },
  {
    name: 'visibility',
    fix: `${LOCAL_OR_NFS}, without a cache that hides what was just written (for NFS, mount without nocto).`,
    run: tryVisibility,
  },
  {
    name: 'one file system',
    fix: 'Mount the whole folder, not a folder in it: results are moved into place by a rename.',
    run: tryOneFileSystem,
  },
  {
    name: 'clocks',
    fix: 'Let the clocks of all machines, and of the file server, follow the same NTP servers.',
    run: tryClocks,
  },
];

async function tryExclusiveCreation({ files, probe }: TrialPlace): Promise<void> {
  const path = join(probe, 'a');
  const refused = await write(files, path, 'two', { isSynced: false }).then(
    () => false,
    (error: unknown) => {
      if (errnoOf(error) === 'EEXIST') return true;
      throw error;
    },
  );
  if (!refused) throw new Error('a file that exists could be created again');
}

async function tryAppend({ files, probe }: TrialPlace): Promise<void> {
  const path = join(probe, 'journal');
  await write(files, path, '1', { isSynced: false });
  const [one, other] = [await files.open(path, 'append'), await files.open(path, 'append')];
  try {
    await one.write(Buffer.from('2'));
    await other.write(Buffer.from('3'));
    await one.write(Buffer.from('4'));
    await one.sync();
  } finally {
    await one.close();
    await other.close();
  }
  const found = (await files.readFile(path)).toString('utf8');
  if (found !== '1234') throw new Error('what one handle appended was overwritten through another');
}

async function tryRename({ files, probe }: TrialPlace): Promise<void> {
  const target = join(probe, 'a');
  for (let round = 0; round < RENAME_ROUNDS; round += 1) {
    const next = join(probe, `next-${round}`);
    await write(files, next, `round ${round}`, { isSynced: false });
    const renamed = new AbortController();
    const renaming = files.rename(next, target).finally(() => renamed.abort());
    const whole = ['one', `round ${round - 1}`, `round ${round}`];
    const reading = (async () => {
      while (!renamed.signal.aborted) expectWhole(await readWhole(files, target), whole);
    })();
    await Promise.all([renaming, reading]);
  }
  if ((await readWhole(files, target)) !== `round ${RENAME_ROUNDS - 1}`)
    throw new Error('the old content is still there');
}

function expectWhole(seen: string | undefined, whole: readonly string[]): void {
  if (seen === undefined) throw new Error('for a moment there was no file under the name');
  if (!whole.includes(seen)) throw new Error('a reader saw neither the old nor the new content');
}

async function tryFolderRename({ files, probe }: TrialPlace): Promise<void> {
  const [from, to, other] = [join(probe, 'from'), join(probe, 'to'), join(probe, 'other')];
  for (const folder of [from, other]) await files.makeFolder(folder);
  await write(files, join(from, 'file'), 'published', { isSynced: false });
  await files.rename(from, to);
  if ((await readWhole(files, join(to, 'file'))) !== 'published')
    throw new Error('what was in the folder did not come along');
  const replaced = await files.rename(other, to).then(
    () => true,
    () => false,
  );
  if (replaced) throw new Error('a folder that holds a file was replaced by another one');
}

async function tryVisibility({ files, probe }: TrialPlace): Promise<void> {
  await write(files, join(probe, 'seen'), 'four', { isSynced: true });
  const names = (await files.list(probe)).map(({ name }) => name);
  if (!names.includes('seen')) throw new Error('a new file is not in the listing of its folder');
  if ((await files.stat(join(probe, 'seen')))?.size !== 4)
    throw new Error('the size of a new file is not what was written');
  if (names.includes('from') || (await files.stat(join(probe, 'from'))) !== undefined)
    throw new Error('the old name of what was renamed is still there');
  await files.unlink(join(probe, 'seen'));
  if ((await files.stat(join(probe, 'seen'))) !== undefined)
    throw new Error('a file that was removed is still there');
}

async function tryOneFileSystem({ files, probe, root, renamedBetween }: TrialPlace): Promise<void> {
  if (renamedBetween === undefined) return;
  const [first, second] = renamedBetween.map((name) => join(root, name));
  if (first === undefined || second === undefined) return;
  // Not made here: whether they are there tells whether the right folder is mounted.
  if ((await files.stat(second)) === undefined) return;
  await files.makeFolder(first);
  const name = probe.slice(probe.lastIndexOf('/') + 1);
  const moved = join(second, name);
  try {
    await files.makeFolder(join(first, name));
    await files.rename(join(first, name), moved).catch((error: unknown) => {
      if (errnoOf(error) !== 'EXDEV') throw error;
      throw new Error(`${renamedBetween.join(' and ')} lie in two file systems`);
    });
  } finally {
    await files.removeTree(join(first, name));
    await files.removeTree(moved);
  }
}

async function tryClocks({ files, probe, now, warnings }: TrialPlace): Promise<void> {
  const path = join(probe, 'clock');
  const before = now();
  await write(files, path, 'now', { isSynced: true });
  const after = now();
  const stat = await files.stat(path);
  if (stat === undefined) throw new Error('a new file is not there');
  const skew = stat.mtimeMs < before ? before - stat.mtimeMs : Math.max(0, stat.mtimeMs - after);
  if (skew > SKEW_REFUSED_MS)
    throw new Error(`a file written now has a time that is ${Math.round(skew / 1000)} s off`);
  if (skew > SKEW_TOLD_MS)
    warnings.push(`the times of its files are ${(skew / 1000).toFixed(1)} s off this machine's clock`);
}

async function write(
  files: FileSystemPort,
  path: string,
  text: string,
  { isSynced }: { isSynced: boolean },
): Promise<void> {
  const file = await files.open(path, 'create');
  try {
    await file.write(Buffer.from(text));
    if (isSynced) await file.sync();
  } finally {
    await file.close();
  }
}

async function readWhole(files: FileSystemPort, path: string): Promise<string | undefined> {
  try {
    return (await files.readFile(path)).toString('utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
