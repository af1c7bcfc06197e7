import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seriousFindings } from './axe.js';
import { PageBench } from './page-bench.js';

const sut = PageBench.use();
afterEach(() => sut.clear());

const open = (area: string) => sut.page.goto(`${sut.portal.url}/#/${area}`);

describe.each([
  ['light', { colorScheme: 'light' }, 1280],
  ['dark', { colorScheme: 'dark' }, 1280],
  ['narrow and dark', { colorScheme: 'dark' }, 360],
] as const)('accessibility, %s', (_name, media, width) => {
  beforeEach(async () => {
    await sut.page.emulateMedia(media);
    await sut.page.setViewportSize({ width, height: 900 });
  });

  it('finds nothing serious while a batch runs, fails and is done, with every part opened', async () => {
    await sut.write('a red ball', 'a blue cube');
    await sut.generate('complete');
    await sut.prompt(1).fill('a long one');
    await sut.page.getByText('Settings for all prompts').click();
    await sut.shared('Width').fill('17');
    await sut.button(/^Generate/).click();
    await sut.page.locator('[aria-invalid="true"]').first().waitFor();
    await sut.page.getByText('Files to start from').click();
    expect(await seriousFindings(sut.page)).toEqual([]);
    await sut.shared('Width').fill('');
    await sut.shared('Steps').fill('1000000');
    await sut.generate('processing');
    await sut.button('Pause the queue').click();
    await sut.page.locator('.queue[data-paused="true"]').waitFor();
    expect(await seriousFindings(sut.page)).toEqual([]);
    await sut.button('Resume the queue').click();
    expect(await sut.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });

  it('finds nothing serious in the gallery, one job, and an open list', async () => {
    await open('gallery');
    await sut.page.locator('.tile').first().waitFor();
    expect(await seriousFindings(sut.page)).toEqual([]);
    expect(await sut.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await sut.page.locator('.tile').last().click();
    await sut.page.locator('[data-job-detail]').waitFor();
    expect(await seriousFindings(sut.page)).toEqual([]);
    await sut.page.keyboard.press('Escape');
    await sut.page.locator('.filters__choice button').first().click();
    await sut.page.getByRole('option', { name: 'Failed' }).waitFor();
    expect(await seriousFindings(sut.page)).toEqual([]);
  });

  it('finds nothing serious among the machines', async () => {
    await open('machines');
    await sut.page.locator('.machine').first().waitFor();
    expect(await seriousFindings(sut.page)).toEqual([]);
    expect(await sut.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  });
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(name: string | RegExp): Promise<void> {
  const wanted = sut.page.locator(':focus');
  for (let press = 0; press < 80; press += 1) {
    await sut.page.keyboard.press('Tab');
    const text = await sut.page.evaluate<string>(
      `(() => { const e = document.activeElement; return e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].textContent) || e.textContent || ''; })()`,
    );
    if (typeof name === 'string' ? text.trim() === name : name.test(text)) return;
  }
  throw new Error(`Tab does not lead to ${String(name)}; the focus is on ${await wanted.textContent()}`);
}

describe('the keyboard alone', () => {
  it('writes, runs, pauses, cancels, and looks at the result in the gallery', async () => {
    const press = (key: string) => sut.page.keyboard.press(key);
    await tabTo('Skip to the content');
    await press('Enter');
    await tabTo(/^Prompt 1/);
    await sut.page.keyboard.type('a green triangle falls');
    await tabTo('Settings for all prompts');
    await press('Enter');
    await tabTo('Steps');
    await sut.page.keyboard.type('1000000');
    await tabTo(/^Generate/);
    await press('Enter');
    await sut.jobIn('running').waitFor();

    await tabTo('Pause the queue');
    await press('Space');
    await sut.page.locator('.queue[data-paused="true"] .button:not([data-pending])').last().waitFor();
    // The same button, under its other name, still has the focus.
    await press('Space');
    await sut.page.locator('.queue[data-paused="false"]').waitFor();
    await tabTo('Cancel video 1');
    await press('Enter');
    await sut.jobIn('cancelled').waitFor();

    await open('gallery');
    await sut.page.locator('.tile').first().waitFor();
    await tabTo(/a green triangle falls/);
    await press('ArrowRight');
    await press('ArrowLeft');
    await press('Enter');
    await sut.page.locator('[data-job-detail]').waitFor();
    await press('Escape');
    await sut.page.locator('[data-job-detail]').waitFor({ state: 'detached' });
    const focused = sut.page.locator('.tile:focus');
    await focused.waitFor();
    expect(await focused.textContent()).toContain('a green triangle falls');
  });

  it('chooses an engine from its list', async () => {
    await sut.page.getByText('Settings for all prompts').focus();
    await sut.page.keyboard.press('Enter');
    await tabTo(/The first that is able/);
    await sut.page.keyboard.press('Enter');
    await sut.page.keyboard.press('ArrowDown');
    await sut.page.keyboard.press('Enter');
    await expect.poll(() => sut.page.locator('.composer__more .select__value').textContent()).toBe('onnx');
  });
});
