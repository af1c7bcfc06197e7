import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../test/browser/chromium.ts';
import { root } from './build.ts';
import type { Bench } from './figure.ts';
import { callUntil } from './http.ts';
import { type RunningServer, startPortal } from './server.ts';

/** The smallest model there is: what is measured is the page. */
export const TINY_MODEL = { MODEL_DIR: join(root, 'test/support/tiny-onnx-model'), DEVICES: 'cpu:2' };

export async function startBrowser(bench: Bench): Promise<Browser> {
  const browser = await launchChromium();
  bench.onEnd(() => browser.close());
  return browser;
}

/** A portal that answers, and has read its records. */
export async function startReadyPortal(
  bench: Bench,
  folder: string,
  env: Readonly<Record<string, string>> = TINY_MODEL,
): Promise<RunningServer> {
  const server = await startPortal(bench, folder, env);
  const isReady = ({ status, body }: { status: number; body: string }) =>
    status === 200 && body.includes('"recovering":false');
  await callUntil(`${server.url}/health`, isReady, { timeoutMs: 300_000, isGone: server.isGone });
  return server;
}

/** A window with nothing in its cache. */
export async function freshPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  return context.newPage();
}

/** Bytes of the scripts that a page has loaded, as gzip makes them; the files are those of the build. */
export async function gzippedScripts(page: Page): Promise<number> {
  const names = await page.evaluate<string[]>(
    `performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname).filter((path) => path.endsWith('.js'))`,
  );
  return names.reduce((sum, path) => sum + gzipSync(readFileSync(join(root, path))).length, 0);
}
