import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.js';
import { launchChromium } from './chromium.js';
import { dropFiles } from './drop-files.js';
import { PortalProcess } from './portal-process.js';

const IDEA = 'A red car called "Ruby" drives along a coastal road at noon, Anna Smith waves';
const HOSTILE = 'a green boat <img src=x onerror="window.wasRun = true"> קטן 🐈 on a "calm" lake';

let portal: PortalProcess;
let browser: Browser;
let page: Page;
let problems: string[];

beforeAll(async () => {
  [portal, browser] = await Promise.all([
    PortalProcess.start({ SESSIONS_PER_MINUTE: '1000' }),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await portal?.stop();
});

beforeEach(() => open());

afterEach(async () => {
  await page.context().close();
  if (problems.length > 0) throw new Error(`The page reported errors:\n${problems.join('\n')}`);
});

async function open(options: BrowserContextOptions = {}, url = portal.url): Promise<void> {
  await page?.context().close();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  page = await context.newPage();
  problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  await page.goto(`${url}/#/tune`);
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const field = (name: string) => page.getByRole('textbox', { name, exact: true });
const idea = () => field('Rough idea');
const request = () => field('Change it, in plain words');
const promptText = () => page.getByTestId('prompt').innerText();
const lastStep = () => page.getByRole('status', { name: 'The last step' });
const rows = () => page.getByRole('treegrid', { name: /^Steps of this session/ }).getByRole('row');
const current = () => rows().filter({ hasText: 'current' });
const parameter = (path: string) => page.locator(`[data-field="${path}"]`);
const sessionId = () => new URL(page.url()).hash.split('/')[2] ?? '';
const readSession = async () =>
  (await (await page.request.get(`${portal.url}/api/sessions/${sessionId()}`)).json()) as {
    head: string;
    revisions: { id: string; parent: string | null; origin: string; prompt: string; locks: string[] }[];
  };

async function begin(text = IDEA): Promise<void> {
  await idea().fill(text);
  await button('Use as it is').click();
  await page.getByRole('heading', { name: 'History' }).waitFor();
}

async function change(text: string): Promise<void> {
  await request().fill(text);
  await request().press('Enter');
  await lastStep().getByRole('heading', { name: text }).waitFor();
}

/** For people to look at; only where a folder for them is named. */
async function shoot(name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `tune-${name}.png`), fullPage: true });
}

describe('from a rough idea to a batch', () => {
  it('shows every refinement, takes what is accepted, branches, varies, and leads back from the videos', async () => {
    await idea().fill(IDEA);
    await button('Enhance').click();
    const proposal = page.getByRole('region', { name: 'Proposal' });
    await proposal.locator('ins').first().waitFor();
    expect(await proposal.locator('mark').allTextContents()).toEqual(
      expect.arrayContaining(['"Ruby"', 'Anna Smith']),
    );
    expect(await proposal.locator('dt').allTextContents()).toEqual(['Kept', 'Added']);
    expect(await idea().inputValue()).toBe(IDEA);
    await shoot('proposal');

    await button('Accept').click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    // The session is there with the idea at first, and with what was accepted a moment later.
    await expect.poll(() => rows().count()).toBe(2);
    const enhanced = await promptText();
    expect(enhanced.startsWith(IDEA)).toBe(true);

    await change('make it night');
    expect(await promptText()).toContain('at night');
    expect(await lastStep().locator('del').allTextContents()).toEqual([' noon']);
    await parameter('time_of_day').getByText('edited').waitFor();

    await button('Lock Time of day').click();
    await parameter('time_of_day').getByText('locked: no refinement changes it').waitFor();
    await change('make it sunrise');
    expect(await promptText()).toContain('at night');
    await lastStep().getByText("'time_of_day' is locked: it stays 'night'.").waitFor();

    await button('Undo').click();
    await button('Undo').click();
    await expect.poll(promptText).toBe(enhanced);
    await change('make it dusk');
    await expect.poll(() => current().innerText()).toContain('make it dusk');
    await shoot('branch');

    await page.getByRole('tab', { name: 'Variations' }).click();
    await field('Seed').fill('7');
    await page.getByText('Camera', { exact: true }).click();
    await button('Make variations').click();
    await page.getByRole('article', { name: 'Variation 8' }).waitFor();
    for (const place of [2, 5]) await page.getByText(`Pick variation ${place}`, { exact: true }).click();
    const picked = await page
      .getByRole('article')
      .filter({ hasText: 'Picked' })
      .locator('.diff')
      .allInnerTexts();
    expect(picked).toHaveLength(2);
    await shoot('variations');

    const tuned = sessionId();
    await button('Send 2 picked to Run').click();
    await field('Prompt 2').waitFor();
    await button(/^Generate/).click();
    await page.locator('section[data-batch][data-state="complete"]').waitFor();
    const jobs = (await (await page.request.get(`${portal.url}/api/jobs?limit=2`)).json()) as {
      items: { session_id: string; revision_id: string; prompt: string }[];
    };
    await page.goto(`${portal.url}/#/tune/${tuned}`);
    const { revisions } = await readSession();
    for (const job of jobs.items) {
      expect(job.session_id).toBe(tuned);
      expect(revisions.find(({ id }) => id === job.revision_id)).toMatchObject({
        prompt: job.prompt,
        origin: 'variation',
      });
    }
  });

  it('compares an edited proposal, and records it as the words of the user', async () => {
    await idea().fill('a cat sleeps');
    await button('Enhance').click();
    await button('Edit').click();
    await field('Edited proposal').fill('a cat sleeps in a basket');
    await button('Compare').click();
    await page.getByText('by hand', { exact: true }).waitFor();
    await button('Accept').click();
    await expect.poll(promptText).toBe('a cat sleeps in a basket');
    const { revisions } = await readSession();
    expect(revisions.map(({ origin, prompt }) => [origin, prompt])).toEqual([
      ['initialize', 'a cat sleeps'],
      ['enhance', 'a cat sleeps in a basket'],
    ]);
  });

  it('leaves the idea as it is when a proposal is refused', async () => {
    await idea().fill('a cat sleeps');
    await button('Enhance').click();
    await button('Refuse').click();
    expect(await idea().inputValue()).toBe('a cat sleeps');
    expect(await page.evaluate('document.activeElement.value')).toBe('a cat sleeps');
  });

  it('takes a text written by hand, and fields edited together, each as one step', async () => {
    await begin('a cat sleeps at noon');
    await button('Edit the text').click();
    await field('The text of the prompt').fill('a black cat sleeps at night');
    await button('Take this text').click();
    await expect.poll(promptText).toBe('a black cat sleeps at night');

    await page.getByText(/^Show all/).click();
    await parameter('camera.angle')
      .getByRole('button', { name: /Camera angle/ })
      .first()
      .click();
    await page.getByRole('option', { name: 'low angle' }).click();
    await parameter('mood').getByRole('textbox').fill('calm\ndreamy');
    await button('Apply 2 changes').click();
    await expect.poll(promptText).toMatch(/low angle/i);
    expect(await promptText()).toMatch(/calm/i);
    expect(await rows().count()).toBe(3);
  });

  it('goes back to any step of the tree and on from there', async () => {
    await begin();
    await change('make it night');
    await change('add rain');
    await rows().first().click();
    const detail = page.getByRole('group', { name: 'The selected step' });
    await detail.locator('ins', { hasText: 'noon' }).waitFor();
    await button('Go on from here').click();
    await expect.poll(promptText).toBe(IDEA);
    await change('make the car blue');
    const { revisions } = await readSession();
    expect(revisions.filter(({ parent }) => parent === revisions[0]?.id)).toHaveLength(2);
    await rows()
      .first()
      .getByRole('button', { name: /expand/i })
      .click();
    await rows().filter({ hasText: 'Branch of 2 steps: make it night' }).waitFor();
  });

  it('writes the prompt as a model wants it', async () => {
    await begin();
    await page.getByRole('tab', { name: 'For a model' }).click();
    await button(/Choose one/).click();
    await page.getByRole('option', { name: 'cosmos-3' }).click();
    const text = await page.getByLabel('The prompt for cosmos-3', { exact: true }).innerText();
    expect(JSON.parse(text)).toBeTypeOf('object');
  });

  it('fills a template and brings the idea back', async () => {
    await idea().fill('a cat sleeps');
    await page.getByText('Template and protected words').click();
    await page.getByRole('button', { name: /Template/ }).click();
    await page.getByRole('option', { name: /^Film noir/ }).click();
    await button('Put the idea into it').click();
    await button('Bring it back').waitFor();
    expect(await idea().inputValue()).toContain('a cat sleeps');
    expect((await idea().inputValue()).length).toBeGreaterThan('a cat sleeps'.length);
    await button('Bring it back').click();
    expect(await idea().inputValue()).toBe('a cat sleeps');
  });
});

describe('a video that was made here', () => {
  it('brings its words and settings back; any other file is refused', async () => {
    const prompt = 'a red ball <b>rolls</b> 🐈';
    const made = await page.request.post(`${portal.url}/api/jobs`, { data: { prompt, seed: 77, fps: 12 } });
    const { id } = (await made.json()) as { id: string };
    const job = async () =>
      (await (await page.request.get(`${portal.url}/api/jobs/${id}`)).json()) as { video_url: string | null };
    await expect.poll(async () => (await job()).video_url, { timeout: 30_000 }).not.toBeNull();
    const file = await (await page.request.get(`${portal.url}${(await job()).video_url ?? ''}`)).body();

    await idea().fill('something else');
    const choose = async (name: string, buffer: Buffer) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        button('Choose a video').click(),
      ]);
      await chooser.setFiles({ name, mimeType: 'video/mp4', buffer });
    };
    await dropFiles(page, '.restore', [{ name: 'foreign.mp4', content: 'no video at all' }]);
    await page.getByText('foreign.mp4 does not say how it was made').waitFor();
    await choose('ours.mp4', file);
    await page.getByText('In ours.mp4:').waitFor();
    await shoot('restored');
    expect(await seriousFindings(page)).toEqual([]);
    await button('Use its words').click();
    expect(await idea().inputValue()).toBe(prompt);
    await button('Bring it back').click();
    expect(await idea().inputValue()).toBe('something else');

    await button('Run it again').click();
    expect(await field('Prompt 1').inputValue()).toBe(prompt);
    await button(/^Generate/).click();
    await page.locator('section[data-batch][data-state="complete"]').waitFor();
    const { items } = (await (await page.request.get(`${portal.url}/api/jobs?limit=1`)).json()) as {
      items: { prompt: string; seed: number; fps: number }[];
    };
    expect(items).toMatchObject([{ prompt, seed: 77, fps: 12 }]);
  });
});

describe('any text', () => {
  it('is shown as text, in its own direction', async () => {
    await idea().fill(HOSTILE);
    await button('Enhance').click();
    // The rules find nothing to add to it, and say so.
    await page.getByText('There is nothing to add').waitFor();
    await button('Refuse').click();
    await button('Use as it is').click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await expect.poll(promptText).toContain('<img src=x onerror="window.wasRun = true"> קטן 🐈');
    await change('add <b>fog</b>');
    expect(await page.locator('img[src="x"], .diff b').count()).toBe(0);
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
    await begin2('قطة سوداء تنام تحت ضوء القمر');
    const direction = await page.evaluate(
      `getComputedStyle(document.querySelector('.prompt-now .diff')).direction`,
    );
    expect(direction).toBe('rtl');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

async function begin2(text: string): Promise<void> {
  await button('New idea').click();
  await begin(text);
}

describe('bad days', () => {
  it('keep what was typed over a reload in the middle of everything', async () => {
    await begin();
    await request().fill('make it night');
    await button('Edit the text').click();
    await field('The text of the prompt').fill('half a sen');
    await page.getByText(/^Show all/).click();
    await parameter('camera.lens').getByRole('textbox').fill('35mm');
    await page.reload();
    expect(await request().inputValue()).toBe('make it night');
    expect(await field('The text of the prompt').inputValue()).toBe('half a sen');
    expect(await parameter('camera.lens').getByRole('textbox').inputValue()).toBe('35mm');

    await open();
    await idea().fill('a cat sleeps');
    await button('Enhance').click();
    await button('Edit').click();
    await field('Edited proposal').fill('a cat sleeps well');
    await page.reload();
    expect(await field('Edited proposal').inputValue()).toBe('a cat sleeps well');
    expect(await idea().inputValue()).toBe('a cat sleeps');
  });

  it('offer to go on with the last known text where the session is gone', async () => {
    await begin();
    await change('make it night');
    const words = await promptText();
    const gone = sessionId();
    await request().fill('add rain');
    await page.request.delete(`${portal.url}/api/session/${gone}`);
    await button('Change').click();
    await page.getByRole('heading', { name: 'This session is no longer there' }).waitFor();
    await shoot('gone');
    await button('Go on with it in a new session').click();
    await expect.poll(promptText).toBe(words);
    expect(sessionId()).not.toBe(gone);
    expect(await request().inputValue()).toBe('add rain');
  });

  it('say that the server is away, and lose nothing', async () => {
    const other = await PortalProcess.start();
    await open({}, other.url);
    await begin();
    await request().fill('make it night');
    await other.stop();
    await button('Change').click();
    await page.getByText(/Could not change it: The server did not answer/).waitFor();
    expect(await request().inputValue()).toBe('make it night');
    expect(await promptText()).toBe(IDEA);
  });

  it('say when to come back where there are too many sessions', async () => {
    const strict = await PortalProcess.start({ SESSIONS_PER_MINUTE: '1' });
    try {
      await open({}, strict.url);
      await begin();
      await button('New idea').click();
      await idea().fill('a cat sleeps');
      await button('Use as it is').click();
      await page.getByText(/Try again in \d+ s/).waitFor();
      expect(await idea().inputValue()).toBe('a cat sleeps');
    } finally {
      await strict.stop();
    }
  });

  it('ask for a key where one is needed, and go on with what was typed', async () => {
    const locked = await PortalProcess.start({ API_KEYS: 'ann:0123456789abcdef0123' });
    try {
      await open({}, locked.url);
      await idea().fill('a cat sleeps');
      await page.getByLabel('This server asks for an API key').fill('0123456789abcdef0123');
      await button('Use this key').click();
      await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
      expect(await idea().inputValue()).toBe('a cat sleeps');
      await button('Use as it is').click();
      await page.getByRole('heading', { name: 'History' }).waitFor();
      expect(await promptText()).toBe('a cat sleeps');
    } finally {
      await locked.stop();
    }
  });

  it('show what the server refuses beside the field it is about', async () => {
    await begin();
    await page.getByText(/^Show all/).click();
    const fps = parameter('technical.fps').getByRole('textbox');
    await fps.fill('many');
    await button('Apply 1 change').click();
    await expect.poll(() => fps.getAttribute('aria-invalid')).toBe('true');
    expect(await fps.inputValue()).toBe('many');
  });
});

describe('the keyboard', () => {
  it('is enough from the idea to Run', async () => {
    await idea().focus();
    await page.keyboard.type('a red ball rolls over a table at noon');
    await tabTo('Enhance');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Proposal' }).waitFor();
    await tabTo('Accept');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await tabTo('Change it, in plain words');
    await page.keyboard.type('make it night');
    await page.keyboard.press('Enter');
    await lastStep().getByRole('heading', { name: 'make it night' }).waitFor();

    await tabTo(/Initial prompt|Enhanced prompt|make it night/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'The selected step' }).waitFor();
    await tabTo('Go on from here');
    await page.keyboard.press('Enter');
    await expect.poll(promptText).toBe('a red ball rolls over a table at noon');
    await tabTo('Send to Run');
    await page.keyboard.press('Enter');
    expect(await field('Prompt 1').inputValue()).toBe('a red ball rolls over a table at noon');
  });
});

/** Goes on with the Tab key, around the page if need be, until the focus is on what has the name. */
async function tabTo(name: string | RegExp): Promise<void> {
  const seen: string[] = [];
  for (let press = 0; press < 150; press += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate<string>(
      `(() => { const e = document.activeElement; return e?.getAttribute('aria-label') ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? ''; })()`,
    );
    seen.push(label);
    if (typeof name === 'string' ? label === name : name.test(label)) return;
  }
  throw new Error(`The Tab key never reached ${String(name)}; it reached ${seen.join(' | ')}`);
}

describe.each(['light', 'dark'] as const)('a %s screen', (colorScheme) => {
  it('has nothing that axe-core calls serious, and never scrolls sideways at 360 pixels', async () => {
    await open({ colorScheme, viewport: { width: 360, height: 740 } });
    const isWithin = async () =>
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await idea().fill(`${IDEA} ${'averyveryverylongwordwithoutanyspace'.repeat(4)}`);
    await page.getByText('Template and protected words').click();
    await button('Enhance').click();
    await page.getByRole('heading', { name: 'Proposal' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await isWithin();
    await button('Accept').click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await change('make it night');
    await button('Lock Time of day').click();
    await rows().first().click();
    await page.getByText(/^Show all/).click();
    await parameter('camera.lens').getByRole('textbox').fill('35mm');
    await shoot(`narrow-${colorScheme}`);
    expect(await seriousFindings(page)).toEqual([]);
    await isWithin();
    await page.getByRole('tab', { name: 'Variations' }).click();
    await button('Make variations').click();
    await page.getByRole('article', { name: 'Variation 8' }).waitFor();
    await page.getByText('Pick variation 2', { exact: true }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await isWithin();
    await page.setViewportSize({ width: 1280, height: 900 });
    await shoot(`wide-${colorScheme}`);
  });
});
