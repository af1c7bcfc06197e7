import { describe, expect, it } from 'vitest';
import { CrashFileSystem, IMAGES, LyingFileSystem } from '../support/crash-file-system.js';
import { newSessionId } from '../../src/kernel/ids.js';
import { ManualClock } from '../support/manual-clock.js';
import { OWNER, revised, type SessionPortal } from '../support/session-bench.js';
import {
  brokenPromises,
  expiringLane,
  LANES,
  type Shape,
  startPortal,
  type Step,
  Told,
} from '../support/session-scenario.js';

type LanesOf = (portal: SessionPortal, clock: ManualClock) => readonly (readonly Step[])[];

const SIDE_BY_SIDE: LanesOf = () => LANES;
const EXPIRING: LanesOf = (portal, clock) => [expiringLane(clock, () => portal.sweeper.sweep())];

/** Plays until the world stops before an operation, or to the end. */
async function playUntil(operation: number, lanesOf: LanesOf, files = new CrashFileSystem()) {
  const clock = new ManualClock();
  const portal = await startPortal(files, clock);
  const lanes = lanesOf(portal, clock);
  const told = lanes.map(() => new Told());
  files.stopBefore(operation);
  const played = Promise.all(told.map((one, lane) => one.play(portal.sessions, lanes[lane] ?? [])));
  await Promise.race([played, files.stopped]);
  // Whoever finished, nothing of the old world acts any more.
  files.stop();
  return { files, clock, told, lanes };
}

type Played = Awaited<ReturnType<typeof playUntil>>;

/** What does not hold on a disk that the stop left, and whether work goes on there. */
async function checkAfter(files: CrashFileSystem, played: Played, whole: readonly Shape[][]) {
  const { told, lanes, clock } = played;
  const { sessions, sweeper } = await startPortal(files, clock);
  const broken: string[] = [];
  for (const [lane, one] of told.entries()) {
    const now = await sessions.find(OWNER, one.id);
    broken.push(...brokenPromises(one, whole[lane] ?? [], lanes[lane] ?? [], now));
    await sessions.open(OWNER, one.id);
    await sessions.append(OWNER, one.id, revised('after'));
  }
  await sweeper.sweep();
  const strays = files.tree('/sessions').filter((name) => !told.some(({ id }) => name === `${id}.jsonl`));
  const again = await startPortal(files.afterCrash('durable'), clock);
  for (const { id } of told) {
    const session = await again.sessions.find(OWNER, id);
    const head = session === undefined ? undefined : again.sessions.head(session);
    if (head?.prompt !== 'after') broken.push('what was acknowledged after the stop is lost');
  }
  files.stop();
  return [...broken, ...strays.map((name) => `${name} is left over`)];
}

describe.each([
  ['two sessions side by side', SIDE_BY_SIDE, 10],
  ['a session that expires', EXPIRING, 6],
])('a stop of the world at every operation of %s', (_, lanesOf, acknowledgedBy) => {
  it('loses nothing acknowledged, and makes no state that never was', { timeout: 120_000 }, async () => {
    const run = await playUntil(Infinity, lanesOf);
    const whole = run.told.map(({ shapes }) => shapes);
    expect(run.told.map(({ steps }) => steps)).toEqual(run.lanes.map((steps) => steps.length));
    const broken: string[] = [];
    let points = 0;
    for (let operation = 1; operation <= run.files.operations + 1; operation += 1) {
      const played = await playUntil(operation, lanesOf);
      const where = `after ${operation - 1} operations (${played.files.log.at(-1)})`;
      for (const image of IMAGES) {
        const problems = await checkAfter(played.files.afterCrash(image), played, whole);
        const again = await crashAgain(played, image, operation, whole);
        points += 2;
        broken.push(...problems.map((problem) => `${where}, image ${image}: ${problem}`));
        broken.push(...again.map((problem) => `${where}, image ${image}, and in recovery: ${problem}`));
      }
    }
    expect(broken.slice(0, 20)).toEqual([]);
    expect(points).toBeGreaterThan(100);
  });

  it('is noticed to break promises on a disk whose syncs do nothing', async () => {
    const whole = await playUntil(Infinity, lanesOf);
    const shapes = whole.told.map((one) => one.shapes);
    const lying = await playUntil(acknowledgedBy, lanesOf, new LyingFileSystem());

    await expect(checkAfter(lying.files.afterCrash('durable'), lying, shapes)).resolves.not.toEqual([]);
  });
});

/** Stops the world at every operation of `work`, on a copy of the disk, and gives what each image of it leaves. */
async function* stopsOf(
  files: CrashFileSystem,
  work: (portal: SessionPortal) => Promise<unknown>,
  clock = new ManualClock(),
): AsyncIterable<CrashFileSystem> {
  for (let operation = 1; ; operation += 1) {
    const disk = files.afterCrash('applied');
    const portal = await startPortal(disk, clock);
    disk.stopBefore(operation);
    await Promise.race([work(portal), disk.stopped]);
    const isWhole = disk.operations < operation;
    disk.stop();
    for (const image of IMAGES) yield disk.afterCrash(image);
    if (isWhole) return;
  }
}

describe('a stop of the world', () => {
  const id = newSessionId();
  const journal = `/sessions/${id}.jsonl`;
  const promptsAt = async (disk: CrashFileSystem, clock = new ManualClock()) => {
    const { sessions } = await startPortal(disk, clock);
    return sessions.path(await sessions.get(OWNER, id)).map(({ prompt }) => prompt);
  };
  async function diskWith(prompts: readonly string[], clock = new ManualClock(), looks = 0) {
    const files = new CrashFileSystem();
    const { sessions } = await startPortal(files, clock);
    await sessions.open(OWNER, id);
    for (const prompt of prompts) await sessions.append(OWNER, id, revised(prompt));
    for (let look = 0; look < looks; look += 1) {
      clock.advance(60_000);
      await sessions.get(OWNER, id);
      // Fails, and waits for the note of the look.
      await sessions.redo(OWNER, id).catch(() => undefined);
    }
    return files;
  }

  it('while a damaged session is set aside loses neither what was before the damage nor the rest', async () => {
    const files = await diskWith(['a', 'b', 'c']);
    const damaged = await files.readFile(journal);
    const offset = damaged.indexOf('"b"') + 1;
    damaged.writeUInt8(damaged.readUInt8(offset) ^ 1, offset);
    await files.removeTree(journal);
    const file = await files.open(journal, 'create');
    await file.write(damaged);

    let stops = 0;
    for await (const disk of stopsOf(files, ({ sessions }) => sessions.find(OWNER, id))) {
      stops += 1;
      expect(await promptsAt(disk)).toEqual(['a']);
      const names = disk.tree('/sessions').filter((name) => name.startsWith(`${id}.damaged`));
      const contents = await Promise.all(names.map((name) => disk.readFile(`/sessions/${name}`)));
      expect(contents.some((content) => content.equals(damaged))).toBe(true);
    }
    expect(stops).toBeGreaterThan(20);
  });

  it('while notes of mere use are dropped loses no revision', async () => {
    const clock = new ManualClock();
    const files = await diskWith(['a', 'b'], clock, 500);
    clock.advance(60_000);

    let stops = 0;
    const look = async ({ sessions, lifecycle }: SessionPortal) => {
      await sessions.get(OWNER, id);
      await lifecycle.stop();
    };
    for await (const disk of stopsOf(files, look, clock)) {
      stops += 1;
      expect(await promptsAt(disk, clock)).toEqual(['a', 'b']);
    }
    expect(stops).toBeGreaterThan(20);
  });
});

/** A second stop, while the sessions that the first one left are read and repaired. */
async function crashAgain(
  played: Played,
  image: (typeof IMAGES)[number],
  operation: number,
  whole: readonly Shape[][],
): Promise<string[]> {
  const second = played.files.afterCrash(image);
  const { sessions } = await startPortal(second, played.clock);
  second.stopBefore(1 + (operation % 3));
  const reading = Promise.all(played.told.map(({ id }) => sessions.find(OWNER, id)));
  await Promise.race([reading, second.stopped]);
  second.stop();
  return checkAfter(second.afterCrash(image), played, whole);
}
