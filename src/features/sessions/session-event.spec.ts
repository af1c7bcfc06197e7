import { describe, expect, it } from 'vitest';
import { revised } from '../../../test/support/session-bench.js';
import { newRevisionId, newSessionId } from '../../kernel/ids.js';
import { decodeJournal, encodeEvent } from './journal-codec.js';
import { type SessionEvent, sessionEventSchema } from './session-event.js';

const REVISION = { ...revised('a car'), id: newRevisionId(), parent: null, createdAt: 5 };
const REVISED: SessionEvent = { type: 'revised', at: 5, revision: REVISION };

describe('a line of a journal', () => {
  it.each<SessionEvent>([
    { type: 'opened', at: 1, id: newSessionId(), owner: 'me' },
    REVISED,
    { type: 'moved', at: 1, to: newRevisionId(), by: 'undo' },
    { type: 'used', at: 1 },
  ])('comes back as it was written: $type', (event) => {
    expect(decodeJournal(encodeEvent(event).line).events).toEqual([event]);
  });

  it('keeps half a surrogate pair, emoji and right-to-left text', () => {
    const prompt = '\ud800 🚗 שלום \u2028\n';
    const event: SessionEvent = { ...REVISED, revision: { ...REVISION, prompt } };

    expect(decodeJournal(encodeEvent(event).line).events).toEqual([event]);
  });

  it.each([
    ['without parameters', { ...REVISION, parameters: undefined }],
    ['whose list is none', { ...REVISION, parameters: { ...REVISION.parameters, subjects: {} } }],
    ['without a group', { ...REVISION, parameters: { ...REVISION.parameters, camera: undefined } }],
    ['whose report lacks a part', { ...REVISION, report: { kept: [] } }],
    ['whose prompt is a number', { ...REVISION, prompt: 1 }],
    ['whose id is a path', { ...REVISION, id: '../../etc/passwd' }],
    ['with a parent that is none', { ...REVISION, parent: 7 }],
  ])('is not taken for a revision %s', (_, revision) => {
    expect(sessionEventSchema.safeParse({ type: 'revised', at: 5, revision }).success).toBe(false);
  });

  it('is not written if it could not be read back', () => {
    expect(() => encodeEvent({ type: 'used', at: Number.NaN })).toThrow('cannot be read back');
  });
});
