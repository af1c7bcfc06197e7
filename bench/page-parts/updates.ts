import { freshPage, startBrowser, startReadyPortal } from '../support/browser.ts';
import type { Bench, Row } from '../support/figure.ts';
import { median, quantile, rounded } from '../support/statistics.ts';
import { submitEight } from './submit-eight.ts';

/** Notes when the page's stream brought a job's state, and when the card showed it. */
const WATCH_STATES = `
window.brought = new Map();
window.shown = new Map();
const decode = TextDecoderStream;
window.TextDecoderStream = class {
  constructor() {
    const decoder = new decode();
    const spy = new TransformStream({
      transform(text, controller) {
        const at = performance.now();
        for (const [, id, state] of text.matchAll(/"id":"([0-9a-f-]{36})","state":"(running|succeeded)"/g))
          if (!window.brought.has(id + state)) window.brought.set(id + state, at);
        controller.enqueue(text);
      },
    });
    this.writable = decoder.writable;
    this.readable = decoder.readable.pipeThrough(spy);
  }
};
addEventListener('DOMContentLoaded', () =>
  new MutationObserver((changes) => {
    const at = performance.now();
    for (const { target } of changes)
      if (target.dataset.job) {
        const key = target.dataset.job + target.dataset.state;
        if (!window.shown.has(key)) window.shown.set(key, at);
      }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] }),
);`;

/** How long a change of state takes from the wire to the card. */
export async function updates(bench: Bench): Promise<Row[]> {
  const server = await startReadyPortal(bench, bench.folder('page-updates'));
  const page = await freshPage(await startBrowser(bench));
  await page.addInitScript(WATCH_STATES);
  await page.goto(server.url);
  for (let round = 0; round < (bench.isQuick ? 2 : 6); round += 1) {
    const id = await submitEight(page, server.url, 20_000);
    await page.goto(`${server.url}/#/run/${id}`);
    await page
      .locator(`section[data-batch="${id}"]:not([data-state="processing"])`)
      .waitFor({ timeout: 120_000 });
  }
  const delays = await page.evaluate<number[]>(
    `[...window.shown].flatMap(([key, at]) => window.brought.has(key) ? [at - window.brought.get(key)] : [])`,
  );
  if (delays.length === 0) throw new Error('no change of state was seen on the page');
  const p99 = quantile(delays, 0.99);
  return [
    {
      figure: 'page: from the event to the grid, 8 jobs, p99',
      budget: '<= 200 ms',
      measured: `${rounded(p99)} ms (median ${rounded(median(delays))} ms)`,
      isWithin: p99 <= 200,
      note: `${delays.length} changes of state, beside eight playing videos`,
      numbers: { delaysMs: delays },
    },
  ];
}
