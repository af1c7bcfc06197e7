import { describe, expect, it } from 'vitest';
import {
  DeviceFaultError,
  EngineBusyError,
  EngineRefusedError,
  NotAcceptedError,
  RemoteJobLostError,
} from '../engines/index.js';
import { verdictOf } from './attempt-verdict.js';

describe('the verdict on an error', () => {
  it.each([
    [new EngineRefusedError('no'), { kind: 'refused', message: 'no' }],
    [new EngineBusyError('full', 3000), { kind: 'busy', message: 'full', retryAfterMs: 3000 }],
    [new NotAcceptedError('no line'), { kind: 'ended', reason: 'not-accepted', message: 'no line' }],
    [new RemoteJobLostError('404'), { kind: 'ended', reason: 'lost', message: '404' }],
    [new DeviceFaultError('gone'), { kind: 'ended', reason: 'device-fault', message: 'gone' }],
    [new Error('oh'), { kind: 'ended', reason: 'failed', message: 'oh' }],
    ['words', { kind: 'ended', reason: 'failed', message: 'words' }],
    [Object.assign(new Error('disk'), { code: 'ENOSPC' }), { kind: 'storage-full' }],
  ])('%s says who is at fault', (error, verdict) => {
    expect(verdictOf(error)).toEqual(verdict);
  });

  it('keeps no more of a message than explains anything', () => {
    expect(verdictOf(new Error('x'.repeat(100_000)))).toMatchObject({ message: 'x'.repeat(2000) });
  });
});
