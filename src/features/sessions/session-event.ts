import { z } from 'zod';
import { parseRevisionId, parseSessionId, type RevisionId, type SessionId } from '../../kernel/ids.js';
import { emptyParameters } from './parameters/parameters.schema.js';
import type { Revision } from './session.types.js';

/** One line of a session's journal. `at`: milliseconds since the epoch. */
export type SessionEvent =
  | { type: 'opened'; at: number; id: SessionId; owner: string }
  /** A new revision, which becomes the head, unless it is put aside. */
  | { type: 'revised'; at: number; revision: Revision; aside?: true | undefined }
  /** The head moved to a revision that was there. */
  | { type: 'moved'; at: number; to: RevisionId; by: 'undo' | 'redo' | 'restore' }
  /** Somebody looked; written seldom, so that a restart knows roughly when. */
  | { type: 'used'; at: number };

const texts: string[] = [];

/** A value of every field that a revision always has, but for its parent, which may be null. */
const SHAPE = {
  id: '',
  origin: '',
  prompt: '',
  parameters: emptyParameters(),
  sources: {},
  locks: texts,
  description: '',
  changes: texts,
  report: { kept: texts, added: texts, changed: texts, dropped: texts, fields: texts, putBack: texts },
  provider: '',
  degraded: false,
  createdAt: 0,
};

type Check = (value: unknown) => boolean;

/** Lists are lists, groups are groups with the same fields, and everything else is of the same type. */
function checkOf(shape: unknown): Check {
  if (Array.isArray(shape)) return Array.isArray;
  if (typeof shape !== 'object' || shape === null) return (value) => typeof value === typeof shape;
  const keys = Object.keys(shape);
  const checks = Object.values(shape).map(checkOf);
  return (value) => {
    if (typeof value !== 'object' || value === null) return false;
    for (let index = 0; index < keys.length; index += 1) {
      if (checks[index]?.(Reflect.get(value, keys[index] ?? '')) !== true) return false;
    }
    return true;
  };
}

/** Worked out once: an open session is checked a thousand times over. */
const hasShape = checkOf(SHAPE);

/**
 * Every value was checked in full before it was written, and the checksum of the line says that it is still that: a
 * full check of 1,000 revisions would take longer than reading and parsing them. It would also turn a vocabulary that
 * has lost a word into damaged sessions.
 */
function isRevision(value: unknown): value is Revision {
  if (!hasShape(value)) return false;
  const { id, parent } = value as { id: string; parent?: unknown };
  return parseRevisionId(id) !== undefined && (parent === null || typeof parent === 'string');
}

const time = z.number().int().min(0);
const revisionId = z.custom<RevisionId>((id) => typeof id === 'string' && parseRevisionId(id) !== undefined);
const sessionId = z.custom<SessionId>((id) => typeof id === 'string' && parseSessionId(id) !== undefined);

export const sessionEventSchema: z.ZodType<SessionEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), at: time, id: sessionId, owner: z.string() }),
  z.object({
    type: z.literal('revised'),
    at: time,
    revision: z.custom<Revision>(isRevision),
    aside: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal('moved'),
    at: time,
    to: revisionId,
    by: z.enum(['undo', 'redo', 'restore']),
  }),
  z.object({ type: z.literal('used'), at: time }),
]);
