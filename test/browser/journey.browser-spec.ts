import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { PageBench } from './page-bench.js';
import { zipEntries } from './zip-entries.js';

/** Long enough to be met in the middle, short enough to be waited for. */
const SOME_STEPS = '60000';

const sut = PageBench.use();
afterEach(() => sut.clear());

async function downloadZip() {
  const [download] = await Promise.all([
    sut.page.waitForEvent('download'),
    sut.page.getByRole('link', { name: /^Download ZIP/ }).click(),
  ]);
  return zipEntries(await readFile(await download.path())).map(({ name }) => name);
}

describe('from a rough idea to a ZIP', () => {
  it('enhances, adds, runs, is reloaded in the middle, and takes home', async () => {
    await sut.write('a dog called "Rex" runs on the beach');
    await sut.button('Enhance prompt 1').click();
    await sut.button('Use this').click();
    expect(await sut.prompt(1).inputValue()).toMatch(/^a dog called "Rex".{10,}/);
    await sut.button('Add a prompt').click();
    await sut.prompt(2).fill('a red ball');
    await sut.button('Add a prompt').click();
    await sut.prompt(3).fill('a lighthouse');
    await sut.page.getByText('Own settings of prompt 3').click();
    await sut.page.locator('[data-prompt="3"]').getByLabel('Steps', { exact: true }).fill(SOME_STEPS);

    const id = await sut.generate('processing');
    await sut.jobIn('running').first().waitFor();
    await sut.page.reload();
    await sut.page.locator(`section[data-batch="${id}"]`).waitFor();
    await sut.page.locator(`section[data-batch="${id}"][data-state="complete"]`).waitFor({ timeout: 90_000 });

    const names = await downloadZip();
    expect(names.filter((name) => name.endsWith('.mp4'))).toHaveLength(3);
  });

  it('goes on by itself when the server was killed and started again', async () => {
    await sut.write('a lighthouse in heavy rain');
    await sut.page.getByText('Settings for all prompts').click();
    await sut.shared('Steps').fill(SOME_STEPS);
    const id = await sut.generate('processing');
    await sut.jobIn('running').locator('progress[value]').waitFor();

    await sut.portal.kill();
    const connection = sut.page.locator('.header [role="status"]');
    await connection.filter({ hasText: 'No answer' }).waitFor();
    await sut.prompt(1).fill('written while the server was away');
    await sut.portal.startAgain();

    await connection.filter({ hasText: 'Live' }).waitFor();
    await sut.jobIn('running').getByText('attempt 2').waitFor();
    await sut.page.locator(`section[data-batch="${id}"][data-state="complete"]`).waitFor({ timeout: 90_000 });
    expect(await sut.prompt(1).inputValue()).toBe('written while the server was away');
    expect((await downloadZip()).filter((name) => name.endsWith('.mp4'))).toHaveLength(1);
  });

  it('sends a batch once, however often the button is pressed while the server is away', async () => {
    await sut.write('a red ball that is sent once');
    await sut.portal.kill();
    await sut.button('Generate').click();
    await sut.page.getByText('The server did not answer').waitFor();
    expect(await sut.prompt(1).inputValue()).toBe('a red ball that is sent once');
    await sut.portal.startAgain();
    await sut.generate('complete');
    const answer = await sut.page.request.get(`${sut.portal.url}/api/jobs?search=sent%20once`);
    expect(((await answer.json()) as { items: object[] }).items).toHaveLength(1);
  });
});
