// What the disk alone can do: many small files at a time, each created, written and synced, then their folder synced.
// Files wait for each other's folder sync as in the portal. Sends how many a second.
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const [parent = '.', parallel = '64', seconds = '2'] = process.argv.slice(2);
const folder = mkdtempSync(join(parent, 'floor-'));
const content = Buffer.alloc(600, 'x');
let current: Promise<void> | undefined;
let next: Promise<void> | undefined;

async function syncNow(): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

function run(): Promise<void> {
  const work = syncNow().finally(() => {
    if (current === work) current = undefined;
  });
  current = work;
  return work;
}

/** One that began before the name was added does not count for it. */
function syncFolder(): Promise<void> {
  if (current === undefined) return run();
  next ??= current.then(() => {
    next = undefined;
    return run();
  });
  return next;
}

async function createDurably(name: string): Promise<void> {
  const handle = await open(join(folder, name), 'wx');
  await handle.write(content);
  await handle.datasync();
  await handle.close();
  await syncFolder();
}

const startedAt = performance.now();
const until = startedAt + Number(seconds) * 1000;
let done = 0;
const worker = async (id: number) => {
  for (let round = 0; performance.now() < until; round += 1) {
    await createDurably(`${id}-${round}`);
    done += 1;
  }
};
await Promise.all(Array.from({ length: Number(parallel) }, (_, id) => worker(id)));
const perSecond = (done / (performance.now() - startedAt)) * 1000;
rmSync(folder, { recursive: true });
process.send?.(perSecond);
