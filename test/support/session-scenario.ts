import { isDeepStrictEqual } from 'node:util';
import type { Revision, Session, SessionsService } from '../../src/features/sessions/index.js';
import { newSessionId, type RevisionId, type SessionId } from '../../src/kernel/ids.js';
import type { CrashFileSystem } from './crash-file-system.js';
import type { ManualClock } from './manual-clock.js';
import { OWNER, revised, SessionPortal, TTL_MS } from './session-bench.js';

const SESSIONS_DIR = '/sessions';

export function startPortal(files: CrashFileSystem, clock: ManualClock): Promise<SessionPortal> {
  return SessionPortal.start({ files, clock, sessionsDir: SESSIONS_DIR });
}

/** A session as far as it is the same in every run: prompts in place of ids. `absent` if there is none. */
export type Shape =
  | 'absent'
  | { head: string | undefined; redo: string[]; revisions: { prompt: string; parent: string | undefined }[] };

export function shapeOf(session: Session | undefined): Shape {
  if (session === undefined) return 'absent';
  const promptOf = (id: RevisionId | null | undefined) =>
    id === null || id === undefined ? undefined : session.revisions.get(id)?.prompt;
  return {
    head: promptOf(session.head),
    redo: [...session.redoTargets].map(([from, to]) => `${promptOf(from)} -> ${promptOf(to)}`).sort(),
    revisions: [...session.revisions.values()].map(({ prompt, parent }) => ({
      prompt,
      parent: promptOf(parent),
    })),
  };
}

export interface Step {
  name: string;
  act: (sessions: SessionsService, id: SessionId) => Promise<unknown>;
  /** States that the step may leave when it is stopped in its middle, beside that before and that after it. */
  between?: readonly Shape[];
  /** The revisions that were there before are gone afterwards. */
  clears?: true;
}

const append = (prompt: string): Step => ({
  name: `append ${prompt}`,
  act: (sessions, id) => sessions.append(OWNER, id, revised(prompt)),
});
const open: Step = { name: 'open', act: (sessions, id) => sessions.open(OWNER, id) };
const undo: Step = { name: 'undo', act: (sessions, id) => sessions.undo(OWNER, id) };
const redo: Step = { name: 'redo', act: (sessions, id) => sessions.redo(OWNER, id) };
const remove: Step = { name: 'delete', act: (sessions, id) => sessions.delete(OWNER, id), clears: true };
const restoreFirst: Step = {
  name: 'restore',
  act: async (sessions, id) => {
    const [first] = (await sessions.get(OWNER, id)).revisions.keys();
    if (first === undefined) throw new Error('there is nothing to restore');
    await sessions.restore(OWNER, id, first);
  },
};

/** What happens to several sessions side by side; to each of them one step after another. */
export const LANES: readonly (readonly Step[])[] = [
  [open, append('a'), append('b'), undo, append('c'), undo, redo, restoreFirst, append('d')],
  [open, append('p'), append('q'), remove, open, append('r')],
];

/** One session that expires and is opened again, then expires and is swept. */
export function expiringLane(clock: ManualClock, sweep: () => Promise<unknown>): readonly Step[] {
  const expire = (then: Step): Step => ({
    ...then,
    act: (sessions, id) => {
      clock.set(clock.now() + TTL_MS);
      return then.act(sessions, id);
    },
    between: ['absent'],
    clears: true,
  });
  return [open, append('a'), expire(open), append('b'), expire({ name: 'sweep', act: sweep })];
}

/** What the outside has been told of one session. */
export class Told {
  readonly id = newSessionId();
  /** Steps that were acknowledged. */
  steps = 0;
  /** The state after each acknowledged step, from before the first one on. */
  readonly shapes: Shape[] = ['absent'];
  readonly revisions = new Map<RevisionId, Revision>();

  async play(sessions: SessionsService, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const answer = await step.act(sessions, this.id);
      this.steps += 1;
      if (step.clears === true) this.revisions.clear();
      const session = await sessions.find(OWNER, this.id);
      this.shapes.push(shapeOf(session));
      for (const revision of session?.revisions.values() ?? []) this.revisions.set(revision.id, revision);
      if (isRevision(answer) && !this.revisions.has(answer.id)) throw new Error('a revision is not there');
    }
  }
}

function isRevision(answer: unknown): answer is Revision {
  return typeof answer === 'object' && answer !== null && 'prompt' in answer;
}

/** @param whole the states of the same lane in a run that nothing stopped */
export function brokenPromises(
  told: Told,
  whole: readonly Shape[],
  steps: readonly Step[],
  now: Session | undefined,
): string[] {
  const shape = shapeOf(now);
  const next = steps[told.steps];
  const allowed = [whole[told.steps], whole[told.steps + 1], ...(next?.between ?? [])];
  const broken: string[] = [];
  if (!allowed.some((one) => isDeepStrictEqual(one, shape))) {
    broken.push(`behind ${told.steps} steps (${next?.name} goes on): ${JSON.stringify(shape)}`);
  }
  // In the middle of a deletion or an expiry, the revisions may be gone already.
  if (next?.clears === true && (now === undefined || now.revisions.size === 0)) return broken;
  for (const [id, revision] of told.revisions) {
    if (!isDeepStrictEqual(now?.revisions.get(id), revision)) broken.push(`${revision.prompt} is lost`);
  }
  return broken;
}
