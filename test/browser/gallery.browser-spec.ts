import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PageBench } from './page-bench.js';

const sut = PageBench.use();
afterEach(() => sut.clear());

const tiles = () => sut.page.locator('.tile');
const prompts = () => sut.page.locator('.tile__prompt').allTextContents();

interface Job {
  id: string;
  state: string;
}

beforeAll(async () => {
  const { url } = sut.portal;
  const headers = { 'content-type': 'application/json' };
  for (const prompt of ['a cat sleeps', 'a dog barks', 'another cat'])
    await fetch(`${url}/api/jobs`, { method: 'POST', headers, body: JSON.stringify({ prompt }) });
  const jobs = async () =>
    ((await (await fetch(`${url}/api/jobs`)).json()) as { items: Job[] }).items.map(({ state }) => state);
  const until = Date.now() + 30_000;
  while ((await jobs()).some((state) => state !== 'succeeded'))
    if (Date.now() > until) throw new Error('The jobs of this file did not end');
});

const openGallery = async () => {
  await sut.page.getByRole('link', { name: 'Gallery' }).click();
  await tiles().nth(2).waitFor();
};

describe('the gallery', () => {
  it('shows all jobs, newest first, with their posters', async () => {
    await openGallery();
    expect(await prompts()).toEqual(['another cat', 'a dog barks', 'a cat sleeps']);
    await expect
      .poll(() =>
        sut.page
          .locator('.tile img')
          .evaluateAll((images) => images.map((image) => (image as { naturalWidth?: number }).naturalWidth)),
      )
      .toEqual([32, 32, 32]);
    const picture = await sut.page.locator('.tile img').first().boundingBox();
    expect(picture).toEqual(await sut.page.locator('.tile__stage').first().boundingBox());
  });

  it('searches in prompts, and says when nothing matches', async () => {
    await openGallery();
    const search = sut.page.getByRole('searchbox', { name: 'Search in prompts' });
    await search.fill('CAT');
    await expect.poll(prompts).toEqual(['another cat', 'a cat sleeps']);
    await search.fill('no such thing');
    await sut.button('Show all').click();
    await expect.poll(() => tiles().count()).toBe(3);
  });

  it('keeps stars and ratings on the server, and filters by them', async () => {
    await openGallery();
    await tiles().nth(1).click();
    await sut.button('Star this job').click();
    await sut.page.getByRole('radio', { name: '4 of 5' }).click();
    await sut.page.getByRole('radio', { name: '4 of 5', checked: true }).waitFor();
    await sut.button('Close').click();
    await sut.page.reload();
    await tiles().nth(2).waitFor();
    await sut.button('Starred only').click();
    await expect.poll(prompts).toEqual(['a dog barks']);
    expect(await sut.page.locator('.tile__facts').textContent()).toContain('4/5');
  });

  it('shows a new job as it comes and runs', async () => {
    await openGallery();
    const before = await tiles().count();
    await sut.page.request.post(`${sut.portal.url}/api/jobs`, { data: { prompt: 'a brand new one' } });
    await expect.poll(() => tiles().count()).toBe(before + 1);
    await sut.page.locator('.tile[data-state="succeeded"]', { hasText: 'a brand new one' }).waitFor();
  });

  it('deletes the files of a job only when asked twice', async () => {
    await openGallery();
    await sut.page.locator('.tile', { hasText: 'a cat sleeps' }).click();
    await sut.button('Delete the files').click();
    await sut.button('Delete for good').click();
    await sut.page.getByText('The files were deleted.').waitFor();
    expect(await sut.page.locator('.detail__prompt').textContent()).toBe('a cat sleeps');
  });

  it('brings a prompt and its settings back into the form', async () => {
    await openGallery();
    await sut.page.locator('.tile', { hasText: 'a dog barks' }).click();
    await sut.button('Use again').click();
    expect(await sut.prompt(1).inputValue()).toBe('a dog barks');
    await sut.page.getByText('Own settings').first().click();
    expect(await sut.page.locator('[data-prompt="1"]').getByLabel('Seed').inputValue()).toMatch(/^\d+$/);
  });
});
