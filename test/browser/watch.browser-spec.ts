import { afterEach, describe, expect, it } from 'vitest';
import { PageBench } from './page-bench.js';

const sut = PageBench.use();
afterEach(async () => {
  await sut.page.request.post(`${sut.portal.url}/api/queue/resume`);
  await sut.clear();
});

describe('the queue', () => {
  it('is paused and resumed; what waits keeps its place, also over a restart', async () => {
    await sut.writeLong('one', 'two', 'three', 'four');
    await sut.generate('processing');
    await sut.jobIn('running').nth(1).waitFor();
    await sut.page.getByText('Place 2 in line').waitFor();

    await sut.button('Pause the queue').click();
    await sut.page.getByText('Paused, place 1 in line').waitFor();
    await sut.button('Cancel video 1').click();
    await sut.jobIn('cancelled').waitFor();
    expect(await sut.jobIn('queued').count()).toBe(2);

    await sut.portal.kill();
    await sut.portal.startAgain();
    await sut.page.locator('.queue[data-paused="true"]').waitFor();
    await sut.page.getByText('Live', { exact: true }).waitFor();
    // The one that ran when the server died waits, too.
    await expect.poll(() => sut.jobIn('queued').count(), { timeout: 15_000 }).toBe(3);

    await sut.button('Resume the queue').click();
    await expect.poll(() => sut.jobIn('running').count(), { timeout: 15_000 }).toBe(2);
  });

  it('shows the line in its order, and lets one of it be cancelled', async () => {
    await sut.writeLong('first', 'second', 'third', 'fourth');
    await sut.generate('processing');
    await sut.button('Show the line').click();
    const line = sut.page.locator('.queue__job');
    await expect.poll(() => line.count()).toBe(2);
    expect(await line.locator('.queue__prompt').allTextContents()).toEqual(['third', 'fourth']);
    await sut.button('Cancel place 1 in line').click();
    await expect.poll(() => line.locator('.queue__prompt').allTextContents()).toEqual(['fourth']);
  });
});

describe('a batch in the middle', () => {
  it('gives out what is finished, and cancels the rest', async () => {
    await sut.write('quick', 'slow');
    await sut.page.getByText('Own settings of prompt 2').click();
    await sut.page.locator('[data-prompt="2"]').getByLabel('Steps', { exact: true }).fill('1000000');
    await sut.generate('processing');
    await sut.page.getByRole('link', { name: 'Download ZIP (1 so far)' }).waitFor();
    await sut.button('Cancel the rest').click();
    await sut.batchIn('partial').waitFor();
    expect(await sut.shows('Retry failed (1)')).toBe(true);
  });
});

describe('without the stream of events', () => {
  it('asks by itself when too many streams are open', async () => {
    const streams = new AbortController();
    const url = `${sut.portal.url}/api/events`;
    const open = () => fetch(url, { signal: streams.signal });
    // Kept, so that none of them is closed; the page gives its own back first.
    await sut.page.goto('about:blank');
    const kept = [await open()];
    while (kept.at(-1)?.status === 200) kept.push(await open());
    expect(kept.at(-1)?.status).toBe(429);
    await sut.page.goto(sut.portal.url);
    await sut.page.getByText('Asking every 2 s').waitFor();
    await sut.write('a red ball');
    await sut.generate('complete');
    streams.abort();
    expect(await sut.shows('Live')).toBe(true);
  });
});
