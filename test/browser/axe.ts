import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const SOURCE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const NARROW = 360;

interface Finding {
  id: string;
  impact: string | null;
  help: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** What axe-core finds serious or worse on the page as it stands, in words; none is what a test wants. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(SOURCE, 'utf8'));
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
}

/** The same of the page as a phone shows it in the dark, which is where contrasts and long words go wrong first. */
export async function findingsInTheDark(page: Page): Promise<string[]> {
  const size = page.viewportSize();
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: NARROW, height: 740 });
  const findings = await seriousFindings(page);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  if (width > NARROW) findings.push(`the page is ${width} pixels wide where there are ${NARROW}`);
  await page.emulateMedia({ colorScheme: null });
  if (size !== null) await page.setViewportSize(size);
  return findings;
}
