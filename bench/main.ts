// `npm run bench [-- figures...] [-- --quick] [--cold] [--json FILE]`: every figure of the README, measured here and now.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setUp } from './support/build.ts';
import type { Figure, Row } from './support/figure.ts';
import { describeMachine, toJson, toMarkdown } from './support/report.ts';
import { Workshop } from './support/workshop.ts';
import { engines } from './engines.ts';
import { facades } from './facades.ts';
import { gap } from './gap.ts';
import { makespan } from './makespan.ts';
import { memory } from './memory.ts';
import { onnx } from './onnx.ts';
import { page } from './page.ts';
import { recovery } from './recovery.ts';
import { redis } from './redis.ts';
import { sockets } from './sockets.ts';
import { start } from './start.ts';
import { statusReads } from './status-reads.ts';
import { submit } from './submit.ts';
import { uploadMemory } from './upload.ts';
import { zip } from './zip.ts';

const FIGURES: readonly Figure[] = [
  start,
  submit,
  gap,
  makespan,
  statusReads,
  recovery,
  memory,
  zip,
  uploadMemory,
  facades,
  sockets,
  page,
  onnx,
  engines,
  redis,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    cold: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const names = FIGURES.map((figure) => figure.name);
const unknown = positionals.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
  process.stdout.write(`usage: npm run bench -- [${names.join('|')} ...] [--quick] [--cold] [--json FILE]\n`);
  process.exit(unknown.length > 0 ? 2 : 0);
}

let current: Workshop | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void (async () => {
      await current?.close();
      process.exit(130);
    })();
  });
}

/** What cannot be measured is told in the table; it does not keep the rest from being measured. */
async function measurePart(name: string, part: Figure['parts'][number]): Promise<Row[]> {
  const workshop = new Workshop({ isQuick: values.quick, isCold: values.cold });
  current = workshop;
  const startedAt = performance.now();
  try {
    const rows = await part(workshop);
    for (const { figure, measured } of rows) process.stderr.write(`  ${figure}: ${measured}\n`);
    return rows;
  } catch (error) {
    process.exitCode = 1;
    const note = error instanceof Error ? error.message : String(error);
    process.stderr.write(`  ${error instanceof Error ? (error.stack ?? note) : note}\n`);
    return [{ figure: name, budget: '', measured: 'not measured', isWithin: undefined, note, numbers: {} }];
  } finally {
    const measuredAt = performance.now();
    await workshop.close();
    const seconds = (from: number, to: number) => Math.round((to - from) / 1000);
    process.stderr.write(
      `  ${seconds(startedAt, measuredAt)} s, and ${seconds(measuredAt, performance.now())} s to tidy up\n`,
    );
  }
}

await setUp();
const machine = describeMachine(values.quick);
const rows: Row[] = [];
for (const figure of FIGURES) {
  if (positionals.length > 0 && !positionals.includes(figure.name)) continue;
  process.stderr.write(`${figure.name}\n`);
  for (const part of figure.parts) rows.push(...(await measurePart(figure.name, part)));
}
process.stdout.write(toMarkdown(machine, rows));
if (values.json !== undefined) writeFileSync(values.json, toJson(machine, rows));
process.exit();
