import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export interface DroppedFile {
  name: string;
  content: Buffer | string;
}

/** Drops files on an element, as a hand with a mouse does: the browser itself makes the events. */
export async function dropFiles(page: Page, selector: string, files: readonly DroppedFile[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'reelsmith-drop-'));
  // The browser reads them when the page does, after the drop.
  page.once('close', () => void rm(folder, { recursive: true, force: true }));
  const paths = files.map(({ name }) => join(folder, name));
  await Promise.all(files.map(({ content }, index) => writeFile(paths[index] ?? '', content)));
  const target = page.locator(selector);
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error(`There is nothing to drop on: ${selector}`);
  const hand = await page.context().newCDPSession(page);
  const place = { x: box.x + 10, y: box.y + 10, data: { items: [], files: paths, dragOperationsMask: 1 } };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await hand.send('Input.dispatchDragEvent', { type, ...place });
}
