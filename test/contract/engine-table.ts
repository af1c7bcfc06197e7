// What each engine's adapter promises, from its contract spec: node test/contract/engine-table.ts [--write]
// `--write` puts the table into docs/engines.md, between its markers.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const SPECS = ['lightx2v', 'openai-video', 'comfyui', 'cosmos'].map(
  (name) => `test/medium/engine-${name}.medium-spec.ts`,
);
const MARKERS = ['<!-- contract table -->', '<!-- end of the contract table -->'] as const;
/** As the contract suite names its groups and the tests that do not apply. */
const GROUP = /^(.+) keeps the promise: it$/;
const NOT_APPLICABLE = ': does not apply, ';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

interface Cell {
  hasFailed: boolean;
  /** Why it does not apply; undefined where it does. */
  reason: string | undefined;
}

function runSpecs(): z.output<typeof reportSchema> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-table-'));
  const file = join(folder, 'report.json');
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = ['run', '--project', 'medium', '--reporter=json', `--outputFile=${file}`, ...SPECS];
    spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Variants of one adapter (`lightx2v (classic)`, `cosmos, which ...`) share a column. */
function columnOf(group: string): string {
  return group.replace(/ \((?:classic|current)\)$/, '').replace(/, which .+$/, '');
}

function collect(): { columns: string[]; rows: Map<string, Map<string, Cell>> } {
  const columns = new Set<string>();
  const rows = new Map<string, Map<string, Cell>>();
  for (const { ancestorTitles, title, status } of runSpecs().testResults.flatMap(
    (file) => file.assertionResults,
  )) {
    const group = GROUP.exec(ancestorTitles.at(-1) ?? '')?.[1];
    if (group === undefined) continue;
    const column = columnOf(group);
    columns.add(column);
    const [behaviour = title, reason] = title.split(NOT_APPLICABLE);
    const row = rows.get(behaviour) ?? new Map<string, Cell>();
    rows.set(behaviour, row);
    const before = row.get(column);
    row.set(column, { hasFailed: before?.hasFailed === true || status !== 'passed', reason });
  }
  return { columns: [...columns], rows };
}

function toMarkdown(
  columns: readonly string[],
  rows: ReadonlyMap<string, ReadonlyMap<string, Cell>>,
): string {
  const reasons: string[] = [];
  const numberOf = (reason: string) => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.indexOf(reason) + 1;
  };
  const textOf = (cell: Cell | undefined) => {
    if (cell === undefined) return '';
    if (cell.hasFailed) return '**no**';
    return cell.reason === undefined ? 'yes' : `(${numberOf(cell.reason)})`;
  };
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(['it', ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...[...rows].map(([behaviour, cells]) =>
      line([behaviour, ...columns.map((column) => textOf(cells.get(column)))]),
    ),
  ];
  const notes = reasons.map((reason, index) => `${index + 1}. does not apply: ${reason}`);
  return [...table, '', ...notes, ''].join('\n');
}

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const { columns, rows } = collect();
const table = toMarkdown(columns, rows);
process.stdout.write(table);
if (values.write) {
  const path = join(root, 'docs/engines.md');
  const [before, , after] = readFileSync(path, 'utf8').split(
    new RegExp(`(?<=${MARKERS[0]}\n)|(?=${MARKERS[1]})`),
  );
  if (before === undefined || after === undefined) throw new Error(`${path} has no markers for the table`);
  writeFileSync(path, `${before}\n${table}\n${after}`);
}
const hasFailed = [...rows.values()].some((row) => [...row.values()].some((cell) => cell.hasFailed));
process.exit(hasFailed || rows.size === 0 ? 1 : 0);
