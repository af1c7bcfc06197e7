import { freshPage, startBrowser, startReadyPortal } from '../support/browser.ts';
import type { Bench, Row } from '../support/figure.ts';
import { rounded } from '../support/statistics.ts';
import { submitEight } from './submit-eight.ts';

/** What the page keeps of the batches that it has shown. */
export async function memory(bench: Bench): Promise<Row[]> {
  const server = await startReadyPortal(bench, bench.folder('page-memory'));
  const page = await freshPage(await startBrowser(bench));
  const inspector = await page.context().newCDPSession(page);
  const heaps: number[] = [];
  const nodes: number[] = [];
  const look = async () => {
    await inspector.send('HeapProfiler.collectGarbage');
    heaps.push((await inspector.send('Runtime.getHeapUsage')).usedSize / 1e6);
    nodes.push((await inspector.send('Memory.getDOMCounters')).nodes);
  };
  await page.goto(server.url);
  const batches = bench.isQuick ? 40 : 200;
  for (let number = 1; number <= batches; number += 1) {
    const id = await submitEight(page, server.url, 1);
    await page.goto(`${server.url}/#/run/${id}`);
    await page.locator(`section[data-batch="${id}"][data-state="complete"]`).waitFor({ timeout: 120_000 });
    if (number % (batches / 10) === 0) await look();
  }
  // What the first batches fill (caches that are bounded by time) counts as where it starts.
  const growth = (values: readonly number[]) => (values.at(-1) ?? Number.NaN) - (values[4] ?? Number.NaN);
  return [
    {
      figure: `page: JavaScript heap and nodes of the document over ${batches} batches watched`,
      budget: 'no growth',
      measured: `${heaps.map(rounded).join(', ')} MB; ${nodes.join(', ')} nodes`,
      isWithin: growth(heaps) <= 2 && growth(nodes) <= 500,
      note: `after a collection, every ${batches / 10} batches; the second half may not grow by more than 2 MB and 500 nodes`,
      numbers: { heapMb: heaps, nodes },
    },
  ];
}
