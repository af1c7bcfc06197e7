import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

interface Section {
  title: string;
  rows: { number: string; proofs: { file: string; title: string }[] }[];
}

/** The tables of `docs/facades/defects.md`: number, the original, here, shown by (`file`: `title`, ...). */
function readSections(): Section[] {
  const page = readFileSync(join(ROOT, 'docs/facades/defects.md'), 'utf8');
  return page
    .split(/^## /m)
    .slice(1)
    .map((part) => ({ title: part.slice(0, part.indexOf('\n')), rows: rowsOf(part) }));
}

function rowsOf(part: string): Section['rows'] {
  const lines = part.split('\n').filter((line) => /^\| *[\d.]+ *\|/.test(line));
  return lines.map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const proofs = [...(cells[4] ?? '').matchAll(/`([^`]+)`: `([^`]+)`/g)];
    return {
      number: cells[1] ?? '',
      proofs: proofs.map(([, file = '', title = '']) => ({ file, title: title.replaceAll('\\|', '|') })),
    };
  });
}

/** Whether a file has a test of exactly this title, however its quotes are written. */
function hasTest(source: string, title: string): boolean {
  const forms = [`'${title.replaceAll("'", "\\'")}'`, `"${title.replaceAll('"', '\\"')}"`, `\`${title}\``];
  return forms.some((form) => {
    const literal = form.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(String.raw`\(\s*${literal},`).test(source);
  });
}

const sections = readSections();

describe('docs/facades/defects.md', () => {
  it('has a table for each contract that lists defects, with all their numbers', () => {
    const numbers = sections.map(({ rows }) => [...new Set(rows.map(({ number }) => number))]);
    const upTo = (last: number) => Array.from({ length: last }, (_, index) => String(index + 1));
    expect(sections.map(({ title }) => title.replace(/ \(.*/, ''))).toEqual([
      'LightX2V',
      'Wan2.1 Video Server',
      'Wan Diffusers Video Generation API',
      'InfiniteTalk API',
      'World Model Portal',
    ]);
    expect(numbers.slice(1)).toEqual([upTo(16), upTo(10), upTo(13), upTo(13)]);
  });

  it.each(sections.flatMap(({ title, rows }) => rows.map((row, index) => ({ title, index, ...row }))))(
    'names tests that there are: $title, row $index ($number)',
    ({ proofs }) => {
      expect(proofs.length).toBeGreaterThan(0);
      for (const { file, title } of proofs) {
        expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
        expect([file, title, hasTest(readFileSync(join(ROOT, file), 'utf8'), title)]).toEqual([
          file,
          title,
          true,
        ]);
      }
    },
  );
});
