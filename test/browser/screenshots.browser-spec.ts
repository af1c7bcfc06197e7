import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PageBench } from './page-bench.js';

/** Pictures for people to look at; `SCREENSHOTS_DIR=docs` makes those of the README anew. */
const FOLDER = process.env['SCREENSHOTS_DIR'] ?? join(tmpdir(), 'reelsmith-screenshots');

const sut = PageBench.use({
  MODEL_DIR: join(import.meta.dirname, '../../models/tiny-world'),
  DEVICES: 'cpu:4',
});
afterEach(() => sut.clear());

const PROMPTS = [
  'a red ball rolls across a table',
  'a blue cube turns slowly',
  'a green triangle falls',
  'a yellow ball bounces',
  'a small white square moves left',
  'a large orange ball grows',
  'a purple cube rises',
  'a red triangle spins quickly',
];
/** The model computes for a while, and the processors may be busy with other things. */
const PATIENCE_MS = 400_000;

async function shot(name: string): Promise<number> {
  await mkdir(FOLDER, { recursive: true });
  const path = join(FOLDER, `${name}.png`);
  // The page tells what it shows; a picture that is nearly empty would be a broken one.
  await sut.page.screenshot({ path });
  return (await stat(path)).size;
}

describe('pictures', () => {
  it(
    'of a batch, the gallery, and a phone',
    async () => {
      await sut.page.setViewportSize({ width: 1440, height: 960 });
      await sut.write(...PROMPTS);
      const id = await sut.generate('processing');
      await sut.jobIn('succeeded').nth(3).waitFor({ timeout: PATIENCE_MS });
      await sut.page.evaluate('scrollTo(0, 0)');
      expect(await shot('page')).toBeGreaterThan(50_000);

      await sut.page
        .locator(`section[data-batch="${id}"][data-state="complete"]`)
        .waitFor({ timeout: PATIENCE_MS });
      await sut.page.emulateMedia({ colorScheme: 'dark' });
      await sut.page.goto(`${sut.portal.url}/#/gallery`);
      await sut.page.locator('.tile', { hasText: 'a red ball' }).click();
      await sut.button('Star this job').click();
      await sut.page.getByRole('radio', { name: '4 of 5' }).click();
      await sut.page.getByRole('radio', { name: '4 of 5', checked: true }).waitFor();
      await sut.page.waitForTimeout(500);
      expect(await shot('gallery')).toBeGreaterThan(50_000);

      await sut.page.setViewportSize({ width: 360, height: 780 });
      await sut.page.goto(`${sut.portal.url}/#/run/${id}`);
      await sut.page.locator('[data-job]').first().scrollIntoViewIfNeeded();
      await sut.page.waitForTimeout(500);
      expect(await shot('phone')).toBeGreaterThan(20_000);
    },
    PATIENCE_MS * 2,
  );
});
