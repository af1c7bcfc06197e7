import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MOST_WAITING } from '../../src/features/prompts/openai/call-slots.js';
import type { OpenAiProvider } from '../../src/features/prompts/openai/openai.provider.js';
import { context, failureOf, neverAborted, PatientClock, providerFor } from '../support/fake-llm-provider.js';
import { type FakeLlm, replies, startFakeLlm } from '../support/fake-llm-server.js';
import type { ManualClock } from '../support/manual-clock.js';

const GOOD = replies.json({ prompt: 'A red car at night.' });
const enhance = (sut: OpenAiProvider, signal: AbortSignal = neverAborted) =>
  sut.enhance({ prompt: 'A red car', protectedTexts: [] }, { signal });
/** For calls whose end another assertion waits for. */
const unheard = (call: Promise<unknown>) => void call.catch(() => {});
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('OpenAiProvider within its limits', () => {
  let server: FakeLlm;
  beforeEach(async () => {
    server = await startFakeLlm();
  });
  afterEach(() => server.stop());

  /** Until the call waits for its next try: its only timer beside the deadline, and the next to fire. */
  const backingOff = (clock: ManualClock, waitMs: number) =>
    vi.waitFor(() => expect(clock.untilNext).toBe(waitMs), { timeout: 20_000 });

  describe('trying again', () => {
    it.each([
      ['retry-after in seconds', { 'retry-after': '7' }, 7000],
      ['retry-after-ms before it', { 'retry-after': '50', 'retry-after-ms': '1250' }, 1250],
      ['retry-after as a date', { 'retry-after': new Date(1_700_000_009_000).toUTCString() }, 9000],
    ])('waits as long as the server asks: %s', async (_, headers, waitMs) => {
      server.script([replies.error(429, 'Slow down', { headers }), GOOD]);
      const { sut, clock } = providerFor(server.url);
      const call = enhance(sut);
      await backingOff(clock, waitMs);
      clock.advance(waitMs - 1);
      expect(clock.untilNext).toBe(1);
      expect(server.requests).toHaveLength(1);
      clock.advance(1);
      await expect(call).resolves.toBe('A red car at night.');
      expect(server.requests).toHaveLength(2);
    });

    it('backs off further each time where the server asks for nothing', async () => {
      server.script(replies.error(500, 'Oops'));
      const clock = new PatientClock();
      const { sut } = providerFor(server.url, { OPENAI_MAX_RETRIES: '3' }, clock);
      await failureOf(enhance(sut));
      expect(server.requests).toHaveLength(4);
      expect(clock.waits).toHaveLength(3);
      clock.waits.forEach((waitMs, index) => {
        expect(waitMs).toBeLessThanOrEqual(500 * 2 ** index);
        expect(waitMs).toBeGreaterThanOrEqual(250 * 2 ** index);
      });
    });

    it('does not wait longer than a minute, but says how long the server wished', async () => {
      server.script(replies.error(429, 'Come back later', { headers: { 'retry-after': '61' } }));
      const error = await failureOf(enhance(providerFor(server.url).sut));
      expect(error).toMatchObject({ kind: 'limited', retryAfterMs: 61_000 });
      expect(server.requests).toHaveLength(1);
    });

    it('does not begin a wait that its deadline would cut short', async () => {
      server.script(replies.error(429, 'Slow down', { headers: { 'retry-after': '31' } }));
      const { sut } = providerFor(server.url, { OPENAI_TIMEOUT: '10' });
      const error = await failureOf(enhance(sut));
      expect(error).toMatchObject({ kind: 'limited', retryAfterMs: 31_000 });
      expect(server.requests).toHaveLength(1);
    });

    it.each(['soon', '-5', 'NaN', ''])('takes no nonsense for a wish: retry-after %j', async (wish) => {
      server.script(replies.error(429, 'Slow down', { headers: { 'retry-after': wish } }));
      const { sut } = providerFor(server.url, { OPENAI_MAX_RETRIES: '0' });
      expect((await failureOf(enhance(sut))).retryAfterMs ?? 0).toBe(0);
    });

    it('makes no second request where the settings allow none', async () => {
      server.script(replies.error(503, 'Busy'));
      const { sut } = providerFor(server.url, { OPENAI_MAX_RETRIES: '0' });
      expect((await failureOf(enhance(sut))).kind).toBe('unreachable');
      expect(server.requests).toHaveLength(1);
    });
  });

  describe('time', () => {
    it('gives up a call at its time-out, without another try, and hangs up', async () => {
      server.script(replies.silence());
      const { sut, clock } = providerFor(server.url);
      const call = failureOf(enhance(sut));
      await server.received(1);
      clock.advance(59_999);
      expect(server.open).toBe(1);
      clock.advance(1);
      expect(await call).toMatchObject({ kind: 'timeout' });
      await server.idle();
      expect(server.requests).toHaveLength(1);
      expect(clock.pending).toBe(0);
    });

    it('ends an operation after three times that, its waiting and retries included', async () => {
      server.script(replies.error(503, 'Busy', { headers: { 'retry-after': '50' } }));
      const { sut, clock } = providerFor(server.url, { OPENAI_MAX_RETRIES: '10' });
      const call = failureOf(enhance(sut));
      for (const count of [1, 2, 3]) {
        await server.received(count);
        await backingOff(clock, 50_000);
        clock.advance(50_000);
      }
      // 30 s are left, and the server asks for 50.
      expect((await call).kind).toBe('unreachable');
      expect(server.requests).toHaveLength(4);
      expect(clock.pending).toBe(0);
    });

    it('gives up one that waited for a slot all that time, without asking the server', async () => {
      server.script(replies.silence());
      const { sut, clock } = providerFor(server.url, { OPENAI_MAX_CONCURRENT: '1' });
      const calls = Array.from({ length: 4 }, () => failureOf(enhance(sut)));
      for (const count of [1, 2, 3]) {
        await server.received(count);
        clock.advance(60_000);
      }
      expect((await Promise.all(calls)).map(({ kind }) => kind)).toEqual(Array(4).fill('timeout'));
      await server.idle();
      expect(server.requests).toHaveLength(3);
      expect(clock.pending).toBe(0);
    });
  });

  describe('cancelling', () => {
    it('hangs up at once, gives the reason of the client, and frees the slot', async () => {
      server.script([replies.silence(), GOOD]);
      const { sut } = providerFor(server.url, { OPENAI_MAX_CONCURRENT: '1' });
      const gone = new AbortController();
      const first = reasonOf(enhance(sut, gone.signal));
      await server.received(1);
      const second = enhance(sut);
      const reason = new Error('the client went away');
      gone.abort(reason);
      expect(await first).toBe(reason);
      await expect(second).resolves.toBe('A red car at night.');
    });

    it('leaves the queue without ever asking the server', async () => {
      server.script([replies.silence(), GOOD]);
      const { sut } = providerFor(server.url, { OPENAI_MAX_CONCURRENT: '1' });
      const [holding, waiting] = [new AbortController(), new AbortController()];
      const held = reasonOf(enhance(sut, holding.signal));
      await server.received(1);
      const waited = reasonOf(enhance(sut, waiting.signal));
      const last = enhance(sut);
      waiting.abort(new Error('not any more'));
      expect(await waited).toMatchObject({ message: 'not any more' });
      holding.abort(new Error('done'));
      await held;
      await last;
      expect(server.requests).toHaveLength(2);
    });

    it('ends a wait between two tries', async () => {
      server.script(replies.error(429, 'Slow down', { headers: { 'retry-after': '30' } }));
      const { sut, clock } = providerFor(server.url);
      const gone = new AbortController();
      const call = reasonOf(enhance(sut, gone.signal));
      await backingOff(clock, 30_000);
      gone.abort(new Error('enough'));
      expect(await call).toMatchObject({ message: 'enough' });
      expect(server.requests).toHaveLength(1);
      expect(clock.pending).toBe(0);
    });

    it('does not begin for a client that is gone', async () => {
      const { sut } = providerFor(server.url);
      const error = await reasonOf(enhance(sut, AbortSignal.abort(new Error('gone before'))));
      expect(error).toMatchObject({ message: 'gone before' });
      expect(server.requests).toHaveLength(0);
    });
  });

  describe('crowds', () => {
    it('never has more requests open than the settings allow, and answers all', async () => {
      const gate = Promise.withResolvers<void>();
      server.script(replies.held(gate.promise, GOOD));
      const { sut } = providerFor(server.url, { OPENAI_MAX_CONCURRENT: '3' });
      const calls = Array.from({ length: 25 }, () => enhance(sut));
      await server.received(3);
      gate.resolve();
      await expect(Promise.all(calls)).resolves.toHaveLength(25);
      expect(server.mostOpen).toBe(3);
    });

    it('gives the slot to others while one waits for its next try', async () => {
      server.script([replies.error(429, 'You wait', { headers: { 'retry-after': '5' } }), GOOD]);
      const { sut, clock } = providerFor(server.url, { OPENAI_MAX_CONCURRENT: '1' });
      const first = enhance(sut);
      await backingOff(clock, 5000);
      await expect(enhance(sut)).resolves.toBe('A red car at night.');
      clock.advance(5000);
      await expect(first).resolves.toBe('A red car at night.');
    });

    it(`refuses the call after ${MOST_WAITING} that wait, and names the limit`, async () => {
      server.script(replies.silence());
      const { sut } = providerFor(server.url, { OPENAI_MAX_CONCURRENT: '1' });
      const crowd = new AbortController();
      unheard(enhance(sut, crowd.signal));
      await server.received(1);
      for (let index = 0; index < MOST_WAITING; index += 1) unheard(enhance(sut, crowd.signal));
      const error = await failureOf(enhance(sut));
      expect(error).toMatchObject({ kind: 'limited' });
      expect(error.message).toContain(String(MOST_WAITING));
      crowd.abort();
      server.script(GOOD);
      await expect(enhance(sut)).resolves.toBe('A red car at night.');
      expect(server.requests).toHaveLength(2);
    });
  });

  describe('figures', () => {
    const figures = async (metrics: { registry: { metrics(): Promise<string> } }) =>
      (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('reelsmith_llm_'));

    it('counts tokens, requests by outcome, and durations', async () => {
      server.script([replies.error(500, 'Oops'), replies.empty(), GOOD]);
      const { sut, metrics } = providerFor(server.url, {}, new PatientClock());
      await enhance(sut);
      const lines = await figures(metrics);
      expect(lines).toEqual(
        expect.arrayContaining([
          'reelsmith_llm_requests_total{operation="enhance",outcome="unreachable"} 1',
          'reelsmith_llm_requests_total{operation="enhance",outcome="unusable-answer"} 1',
          'reelsmith_llm_requests_total{operation="enhance",outcome="ok"} 1',
          'reelsmith_llm_tokens_total{model="gpt-4o-mini",kind="prompt"} 200',
          'reelsmith_llm_tokens_total{model="gpt-4o-mini",kind="completion"} 40',
          'reelsmith_llm_request_duration_seconds_count{operation="enhance"} 3',
        ]),
      );
    });

    it('counts what was cancelled, and takes no label or number from a reply', async () => {
      const usage = { prompt_tokens: -5, completion_tokens: 'many' };
      const choices = [{ message: { content: '{"prompt":"A car"}' }, finish_reason: 'because' }];
      const body = JSON.stringify({ model: 'label="injected', usage, choices });
      server.script([{ kind: 'raw', status: 200, body }, replies.silence()]);
      const { sut, metrics } = providerFor(server.url);
      await expect(sut.enhance({ prompt: 'A car', protectedTexts: [] }, context)).resolves.toBe('A car');
      const gone = new AbortController();
      const call = reasonOf(enhance(sut, gone.signal));
      await server.received(2);
      gone.abort();
      await call;
      const lines = (await figures(metrics)).join('\n');
      expect(lines).toContain('{operation="enhance",outcome="cancelled"} 1');
      expect(lines).toContain('{model="gpt-4o-mini",kind="completion"} 0');
      expect(lines).not.toContain('injected');
    });
  });
});
