import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foldSession } from '../../src/features/sessions/session-fold.js';
import { decodeJournal } from '../../src/features/sessions/journal-codec.js';
import type { SessionsService } from '../../src/features/sessions/index.js';
import { DomainError } from '../../src/kernel/errors.js';
import type { RevisionId, SessionId } from '../../src/kernel/ids.js';
import { CrashFileSystem, IMAGES } from '../support/crash-file-system.js';
import { ManualClock } from '../support/manual-clock.js';
import { OWNER, revised, SessionBench } from '../support/session-bench.js';
import { brokenPromises, startPortal, type Step, Told } from '../support/session-scenario.js';

const KINDS = [
  'append',
  'append',
  'aside',
  'branch',
  'anew',
  'undo',
  'undo',
  'redo',
  'restore',
  'look',
] as const;
const choices = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), pick: fc.nat(1000) }), {
  minLength: 1,
  maxLength: 40,
});
type Choice = typeof choices extends fc.Arbitrary<(infer One)[]> ? One : never;

/** A step that the state may refuse: then nothing has happened. */
function stepOf({ kind, pick }: Choice, position: number, clock: ManualClock): Step {
  const prompt = `p${position}`;
  const acts = {
    append: (sessions: SessionsService, id: SessionId) => sessions.append(OWNER, id, revised(prompt)),
    anew: (sessions: SessionsService, id: SessionId) => sessions.append(OWNER, id, revised(prompt), null),
    aside: async (sessions: SessionsService, id: SessionId) =>
      sessions.appendAside(OWNER, id, revised(prompt), await anyRevision(sessions, id, pick)),
    branch: async (sessions: SessionsService, id: SessionId) =>
      sessions.append(OWNER, id, revised(prompt), await anyRevision(sessions, id, pick)),
    undo: (sessions: SessionsService, id: SessionId) => sessions.undo(OWNER, id),
    redo: (sessions: SessionsService, id: SessionId) => sessions.redo(OWNER, id),
    restore: async (sessions: SessionsService, id: SessionId) => {
      const to = await anyRevision(sessions, id, pick);
      return to === null ? undefined : sessions.restore(OWNER, id, to);
    },
    look: (sessions: SessionsService, id: SessionId) => {
      clock.advance(pick * 100);
      return sessions.get(OWNER, id);
    },
  };
  const act = (sessions: SessionsService, id: SessionId) => acts[kind](sessions, id).catch(unlessRefused);
  return { name: kind, act };
}

async function anyRevision(
  sessions: SessionsService,
  id: SessionId,
  pick: number,
): Promise<RevisionId | null> {
  const ids = [...(await sessions.get(OWNER, id)).revisions.keys()];
  return ids[pick % Math.max(1, ids.length)] ?? null;
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
}

describe('whatever is done in a session', () => {
  let bench: SessionBench;
  beforeEach(() => {
    bench = new SessionBench();
  });
  afterEach(() => bench.remove());

  it('its journal tells what was lived, and so does a new start', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (chosen) => {
        const { sessions } = await bench.start();
        const { id } = await sessions.open(OWNER);
        for (const [position, choice] of chosen.entries()) {
          await stepOf(choice, position, bench.clock).act(sessions, id);
        }
        // Waits for the note of the last look, if there is one to be written.
        await sessions.append(OWNER, id, revised('last'));
        const live = await sessions.get(OWNER, id);

        expect(foldSession(decodeJournal(bench.journal(id).toString()).events)).toEqual(live);
        expect(await (await bench.restart()).get(OWNER, id)).toEqual(live);
      }),
      { numRuns: 60 },
    );
  });

  it('and wherever the world stops, nothing acknowledged is lost', { timeout: 120_000 }, async () => {
    const disks = fc.record({ at: fc.nat(1000), image: fc.constantFrom(...IMAGES), chance: fc.nat(99) });
    await fc.assert(
      fc.asyncProperty(choices, disks, async (chosen, { at, image, chance }) => {
        const whole = await play(chosen, Infinity);
        const stopped = await play(chosen, 1 + (at % whole.files.operations));
        const disk = stopped.files.afterCrash(image, () => chance / 100);
        const { sessions } = await startPortal(disk, stopped.clock);
        const now = await sessions.find(OWNER, stopped.told.id);

        expect(brokenPromises(stopped.told, whole.told.shapes, stopped.steps, now)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

async function play(chosen: readonly Choice[], stopBefore: number) {
  const clock = new ManualClock();
  const files = new CrashFileSystem();
  files.stopBefore(stopBefore);
  const { sessions } = await startPortal(files, clock);
  const open: Step = { name: 'open', act: (all, id) => all.open(OWNER, id) };
  const steps = [open, ...chosen.map((choice, position) => stepOf(choice, position, clock))];
  const told = new Told();
  await Promise.race([told.play(sessions, steps), files.stopped]);
  files.stop();
  return { clock, files, steps, told };
}
