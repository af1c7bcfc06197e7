import { freshPage, gzippedScripts, startBrowser, startReadyPortal } from '../support/browser.ts';
import type { Bench, Row } from '../support/figure.ts';
import { median, rounded, withSpread } from '../support/statistics.ts';

/** How long a browser with an empty cache waits for the page, and what it loads. */
export async function load(bench: Bench): Promise<Row[]> {
  const server = await startReadyPortal(bench, bench.folder('page-load'));
  const browser = await startBrowser(bench);
  const paints: number[] = [];
  let scripts = 0;
  for (let run = -1; run < (bench.isQuick ? 3 : 10); run += 1) {
    const page = await freshPage(browser);
    await page.goto(server.url);
    await page.locator('.composer').waitFor();
    const paint = await page.evaluate<number>(LARGEST_PAINT);
    scripts = await gzippedScripts(page);
    if (run >= 0) paints.push(paint);
    await page.context().close();
  }
  return [
    {
      figure: 'page: largest contentful paint, empty cache, loopback',
      budget: '<= 1.0 s',
      measured: withSpread(paints, 'ms'),
      isWithin: median(paints) <= 1000,
      note: 'Chromium without a GPU, on the same processors as the server',
      numbers: { paintMs: paints },
    },
    {
      figure: 'page: JavaScript of the first load, gzipped',
      budget: '<= 250 kB',
      measured: `${rounded(scripts / 1000)} kB`,
      isWithin: scripts <= 250_000,
      note: 'the shell and the area that is shown first',
      numbers: { bytes: scripts },
    },
  ];
}

/** Resolves with the last one, once nothing larger has come for a while. */
const LARGEST_PAINT = `new Promise((resolve) => {
  let last = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) last = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  setTimeout(() => resolve(last), 500);
})`;
