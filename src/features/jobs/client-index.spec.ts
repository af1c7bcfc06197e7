import { beforeEach, describe, expect, it } from 'vitest';
import { newJobId } from '../../kernel/ids.js';
import { ClientIndex } from './client-index.js';

const marked = (id: string, owner = 'alice', facade = 'lightx2v') => ({
  id: newJobId(),
  owner,
  client: { facade, id },
});

describe('ids that clients give their jobs', () => {
  let sut: ClientIndex;
  beforeEach(() => {
    sut = new ClientIndex();
  });

  it('stand for one job of one owner and interface', () => {
    const job = marked('1');
    sut.reserve(job);
    expect(sut.find('alice', job.client)).toBe(job.id);
    expect(sut.find('bob', job.client)).toBeUndefined();
    expect(sut.find('alice', { facade: 'other', id: '1' })).toBeUndefined();
    expect(() => sut.reserve(marked('1'))).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => sut.reserve(marked('1', 'bob'))).not.toThrow();
  });

  it('are free again where the job could not be made, but not by the one that was refused', () => {
    const [first, second] = [marked('1'), marked('1')];
    sut.reserve(first);
    sut.release(second);
    expect(sut.find('alice', first.client)).toBe(first.id);
    sut.release(first);
    expect(() => sut.reserve(second)).not.toThrow();
  });

  it('are not needed', () => {
    const job = { id: newJobId(), owner: 'alice' };
    expect(() => [sut.reserve(job), sut.reserve({ ...job, id: newJobId() })]).not.toThrow();
  });
});
