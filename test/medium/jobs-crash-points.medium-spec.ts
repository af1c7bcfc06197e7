import { describe, expect, it } from 'vitest';
import type { JobView } from '../../src/features/jobs/index.js';
import { CrashFileSystem, IMAGES, LyingFileSystem } from '../support/crash-file-system.js';
import {
  findBrokenPromises,
  History,
  playScenario,
  recoverAndFinish,
  startPortal,
} from '../support/crash-scenario.js';
import { ManualClock } from '../support/manual-clock.js';
import type { SimulatedEngineOptions } from '../support/simulated-engine.js';
import { SimulatedServer } from '../support/simulated-server.js';

/** Mulberry32: small, seeded, good enough to choose. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Plays the scenario until the world stops before an operation, or to its end. */
async function playUntil(
  operation: number,
  files = new CrashFileSystem(),
  engine: SimulatedEngineOptions = {},
) {
  const clock = new ManualClock();
  const history = new History();
  const portal = await startPortal(files, clock, engine);
  await portal.recover();
  history.watch(portal);
  files.stopBefore(operation);
  await Promise.race([playScenario(portal, clock, history), files.stopped]);
  // Whoever finished, nothing of the old world acts any more.
  files.stop();
  return { files, clock, history };
}

async function checkAfter(files: CrashFileSystem, clock: ManualClock, history: History): Promise<string[]> {
  const final = new Map(history.final);
  const { portal, jobs } = await recoverAndFinish(files, clock, history);
  const broken = await findBrokenPromises(portal, jobs, files, { history, final });
  files.stop();
  return broken;
}

describe('a stop of the world at every operation', () => {
  it('keeps every promise, whatever the disk lost', { timeout: 300_000 }, async () => {
    const whole = await playUntil(Infinity);
    const total = whole.files.operations;
    const ends = [...whole.history.final.values()].map(({ state }) => state).sort();
    expect(ends).toEqual([...Array(2).fill('cancelled'), 'failed', ...Array(6).fill('succeeded')]);
    const broken: string[] = [];
    let points = 0;
    const tell = (where: string, problems: readonly string[]) => {
      points += 1;
      broken.push(...problems.map((problem) => `${where}: ${problem}`));
    };
    for (let operation = 1; operation <= total + 1; operation += 1) {
      const { files, clock, history } = await playUntil(operation);
      const random = seeded(operation);
      const last = files.log.at(-1) ?? 'nothing';
      for (const image of IMAGES) {
        const copyOfHistory = Object.assign(new History(), structuredCloneOf(history));
        const problems = await checkAfter(files.afterCrash(image, random), clock, copyOfHistory);
        tell(`after ${operation - 1} operations (${last}), image ${image}`, problems);
      }
      const cut = files.afterCrash(IMAGES[Math.floor(random() * IMAGES.length)] ?? 'durable', random);
      tell(
        `after ${operation - 1} operations, and again in recovery`,
        await crashAgain(cut, clock, { history, random }),
      );
    }
    console.log(
      `crash points: ${total} operations, ${points} images checked, ${broken.length} broken promises`,
    );
    expect(broken.slice(0, 20)).toEqual([]);
    expect(points).toBeGreaterThan(500);
  });

  it('is noticed to break promises on a disk whose syncs do nothing', async () => {
    const { files, clock, history } = await playUntil(Infinity, new LyingFileSystem());

    await expect(checkAfter(files.afterCrash('durable'), clock, history)).resolves.not.toEqual([]);
  });
});

describe('a stop of the world at every operation, with servers that work on', () => {
  it('keeps every promise, and submits nothing again that its server is known to have', async () => {
    const onServers = (server: SimulatedServer): SimulatedEngineOptions => ({ kind: 'remote', server });
    const whole = await playUntil(Infinity, new CrashFileSystem(), onServers(new SimulatedServer()));
    const broken: string[] = [];
    let reattached = 0;
    for (let operation = 1; operation <= whole.files.operations + 1; operation += 1) {
      const server = new SimulatedServer();
      const { files, clock, history } = await playUntil(operation, new CrashFileSystem(), onServers(server));
      const image = IMAGES[operation % IMAGES.length] ?? 'durable';
      const after = files.afterCrash(image, seeded(operation));
      const final = new Map(history.final);
      const { portal, jobs } = await recoverAndFinish(after, clock, history, onServers(server));
      const problems = await findBrokenPromises(portal, jobs, after, { history, final });
      const where = `after ${operation - 1} operations (${files.log.at(-1)}), image ${image}`;
      broken.push(...[...problems, ...givenUp(jobs)].map((problem) => `${where}: ${problem}`));
      reattached += server.list.filter((job) => job.reattached > 0).length;
      after.stop();
    }

    expect(broken.slice(0, 20)).toEqual([]);
    expect(reattached).toBeGreaterThan(20);
  }, 300_000);
});

/** Attempts that a server was known to have, and that were begun anew all the same. */
function givenUp(jobs: readonly JobView[]): string[] {
  return jobs.flatMap(({ request, attempts }) =>
    attempts
      .filter(({ remoteJob, problem }) => remoteJob !== undefined && problem?.reason === 'interrupted')
      .map(({ number }) => `attempt ${number} of ${request.id} was submitted again`),
  );
}

function structuredCloneOf(history: History) {
  return {
    submitted: new Map(history.submitted),
    batches: new Map(history.batches),
    final: new Map(history.final),
    starred: new Set(history.starred),
  };
}

/** A second stop, by a power cut, while the portal recovers from the first one or finishes what it had to do. */
async function crashAgain(
  second: CrashFileSystem,
  clock: ManualClock,
  { history, random }: { history: History; random: () => number },
): Promise<string[]> {
  second.stopBefore(1 + Math.floor(random() * 30));
  const mine = Object.assign(new History(), structuredCloneOf(history));
  await Promise.race([recoverAndFinish(second, clock, mine), second.stopped]);
  second.stop();
  const image = IMAGES[Math.floor(random() * IMAGES.length)] ?? 'durable';
  return checkAfter(second.afterCrash(image, random), clock, mine);
}
