import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium } from './chromium.js';
import { PortalProcess, type Settings } from './portal-process.js';

const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, acceptDownloads: true };

/**
 * A real server and a fresh browser window for each test of a file. Anything that the page throws, or that its
 * Content-Security-Policy forbids, fails the test.
 */
export class PageBench {
  #browser: Browser | undefined;
  #portal: PortalProcess | undefined;
  #page: Page | undefined;
  readonly #problems: string[] = [];

  /** Registers the hooks of the file that calls it. */
  static use(settings: Settings = {}, options: BrowserContextOptions = {}): PageBench {
    const bench = new PageBench();
    beforeAll(async () => {
      [bench.#portal, bench.#browser] = await Promise.all([PortalProcess.start(settings), launchChromium()]);
    });
    afterAll(async () => {
      await bench.#browser?.close();
      await bench.#portal?.stop();
    });
    beforeEach(async () => {
      bench.#page = await bench.newPage(options);
      bench.#problems.length = 0;
      await bench.page.goto(bench.portal.url);
    });
    afterEach(async () => {
      await bench.#page?.context().close();
      if (bench.#problems.length > 0)
        throw new Error(`The page reported errors:\n${bench.#problems.join('\n')}`);
    });
    return bench;
  }

  get portal(): PortalProcess {
    return there(this.#portal);
  }

  get page(): Page {
    return there(this.#page);
  }

  get browser(): Browser {
    return there(this.#browser);
  }

  /** Another window, which knows nothing of the first one. */
  async newPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ ...WIDE, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => this.#problems.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#problems.push(message.text());
    });
    return page;
  }

  prompt(number: number) {
    return this.page.getByRole('textbox', { name: `Prompt ${number}`, exact: true });
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }

  /** A field of the settings for all prompts. */
  shared(label: string) {
    return this.page.locator('.composer__more').getByLabel(label, { exact: true });
  }

  batchIn(state: string) {
    return this.page.locator(`section[data-batch][data-state="${state}"]`);
  }

  jobs() {
    return this.page.locator('[data-job]');
  }

  jobIn(state: string) {
    return this.page.locator(`[data-job][data-state="${state}"]`);
  }

  async write(...texts: string[]): Promise<void> {
    for (const [index, text] of texts.entries()) {
      if (index > 0) await this.button('Add a prompt').click();
      await this.prompt(index + 1).fill(text);
    }
  }

  /** Whether it comes to be on the page, for tests that are about nothing else. */
  async shows(text: string | RegExp): Promise<boolean> {
    await this.page.getByText(text).first().waitFor();
    return true;
  }

  /** Steps enough to keep a device busy for as long as a test needs. */
  async writeLong(...texts: string[]): Promise<void> {
    await this.write(...texts);
    await this.page.getByText('Settings for all prompts').click();
    await this.shared('Steps').fill(String(MANY_STEPS));
  }

  /** @returns the id of the new batch */
  async generate(state: 'processing' | 'complete'): Promise<string> {
    const [response] = await Promise.all([
      this.page.waitForResponse((answer) => answer.url().endsWith('/api/batches') && answer.status() === 201),
      this.button(/^Generate/).click(),
    ]);
    const { id } = (await response.json()) as { id: string };
    await this.page.locator(`section[data-batch="${id}"][data-state="${state}"]`).waitFor();
    return id;
  }

  /** A job made without the page, once it is done. */
  async finishedJob(body: object): Promise<FinishedJob> {
    const made = await this.page.request.post(`${this.portal.url}/api/jobs`, { data: body });
    const { id } = (await made.json()) as { id: string };
    for (;;) {
      const answer = await this.page.request.get(`${this.portal.url}/api/jobs/${id}`);
      const job = (await answer.json()) as FinishedJob;
      if (job.state === 'succeeded') return job;
      if (!['queued', 'running'].includes(job.state)) throw new Error(`The job ended as ${job.state}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Cancels what is still running, so that the next test finds the devices free. */
  async clear(): Promise<void> {
    const answer = await this.page.request.get(`${this.portal.url}/api/jobs?state=queued,running&limit=200`);
    const { items } = (await answer.json()) as { items: { id: string }[] };
    for (const { id } of items) await this.page.request.delete(`${this.portal.url}/api/jobs/${id}`);
  }
}

export interface FinishedJob {
  id: string;
  state: string;
  video_url: string;
  artifacts: { sha256: string }[];
}

export const MANY_STEPS = 1_000_000;

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The bench is not set up yet');
  return value;
}
