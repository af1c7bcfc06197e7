// `npm run eval:prompts [-- --provider builtin|openai] [--part tune|held-out|all] [--failures N] [--json FILE]`: how
// well a prompt provider reads, edits, varies and enriches labelled prompts (test/fixtures/prompts/README.md).
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { wrongRows } from './eval/extraction.ts';
import {
  type LabelledEdit,
  type LabelledPrompt,
  type Part,
  PARTS,
  readEdits,
  readPrompts,
} from './eval/items.ts';
import { measureJournal } from './eval/journal.ts';
import {
  type Extracted,
  type Judged,
  measureEdits,
  measureEnhance,
  measureExtraction,
  measureVariations,
  timeEdits,
  Times,
} from './eval/operations.ts';
import { loadProduct, type Product } from './eval/product.ts';
import { fieldTable, summaryTable } from './eval/tables.ts';
import { isMet, type Measured } from './eval/targets.ts';
import { timeWorkAlone } from './eval/work-alone.ts';
import { measureWriting } from './eval/writing.ts';
import { setUp } from './support/build.ts';

const OPERATIONS = ['extract', 'enhance', 'update', 'vary'] as const;

const { values } = parseArgs({
  options: {
    provider: { type: 'string', default: 'builtin' },
    part: { type: 'string', default: 'all' },
    json: { type: 'string' },
    failures: { type: 'string', default: '0' },
    'show-held-out': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const isKnown = ['builtin', 'openai'].includes(values.provider) && ['all', ...PARTS].includes(values.part);
if (values.help || !isKnown || !/^\d+$/.test(values.failures)) {
  process.stdout.write(
    'usage: npm run eval:prompts -- [--provider builtin|openai] [--part tune|held-out|all] [--json FILE] ' +
      '[--failures N] [--show-held-out]\n',
  );
  process.exit(values.help ? 0 : 2);
}

function failureLines(extracted: readonly Extracted[], judged: readonly Judged[], most: number): string[] {
  const wrong = extracted
    .map(({ item, answer }) => ({ item, answer, rows: wrongRows(item.labels, answer) }))
    .filter(({ rows }) => rows.length > 0)
    .map(({ item, answer, rows }) =>
      [
        `${item.id} ${item.prompt}`,
        `  wrong: ${rows.join(', ')}`,
        `  answer: ${JSON.stringify(answer)}`,
      ].join('\n'),
    );
  const failed = judged
    .filter(
      ({ verdict }) => verdict.isMade === false || verdict.touched.length > 0 || !verdict.isProtectedKept,
    )
    .map(({ edit, verdict, error }) =>
      [
        `${edit.id} ${edit.request} (of: ${edit.prompt})`,
        `  missed: ${verdict.missed.join(', ')}; touched: ${verdict.touched.join(', ')}; ${error ?? ''}`,
      ].join('\n'),
    );
  return [...wrong.slice(0, most), ...failed.slice(0, most)];
}

async function measurePart(product: Product, part: Part) {
  const items = readPrompts(part, product.fields.parse);
  const edits = readEdits(part, items);
  await warmUp(product, items, edits);
  const times = new Times();
  const extraction = await measureExtraction(product, items, times);
  const editing = await measureEdits(product, edits, times);
  const firstP99 = times.p('update', 0.99);
  // The promise is the rules'; an LLM's time is its own, and its tokens are somebody's money.
  const isTimed = product.provider.name === 'builtin';
  if (isTimed) await timeEdits(product, edits, times);
  const alone = isTimed ? await timeWorkAlone(items, edits) : undefined;
  const variations = await measureVariations(product, items, times);
  const enhance = await measureEnhance(product, items, times);
  const writing = await measureWriting(
    product,
    items.map(({ labels }) => labels),
  );
  const speed = OPERATIONS.map((operation): Measured => ({
    target: `speed: ${operation} p99`,
    value: times.p(operation, 0.99),
    note: [
      `p50 ${times.p(operation, 0.5).toFixed(2)} ms`,
      ...(isTimed && operation === 'update'
        ? [`in the first of five rounds p99 ${firstP99.toFixed(2)} ms`]
        : []),
      ...(alone?.has(operation) === true
        ? [
            `the work alone p50 ${alone.p(operation, 0.5).toFixed(2)} ms, p99 ${alone.p(operation, 0.99).toFixed(2)} ms`,
          ]
        : []),
    ].join('; '),
  }));
  const measured = [
    ...extraction.measured,
    ...editing.measured,
    ...variations,
    ...enhance,
    ...writing.measured,
    ...speed,
    await measureJournal(),
  ];
  process.stdout.write(`\n## ${part}: ${items.length} prompts, ${edits.length} edits\n\n`);
  process.stdout.write(`${fieldTable(extraction.scores)}\n${summaryTable(measured)}`);
  if (part === 'tune' || values['show-held-out'])
    for (const line of failureLines(extraction.extracted, editing.judged, Number(values.failures)))
      process.stdout.write(`${line}\n`);
  return { part, scores: extraction.scores, measured, wrongFields: writing.wrongFields };
}

/** Every operation, so that none is timed while its code is still being compiled. */
async function warmUp(product: Product, items: readonly LabelledPrompt[], edits: readonly LabelledEdit[]) {
  const ignored = new Times();
  await measureExtraction(product, items.slice(0, 20), ignored);
  await measureEnhance(product, items.slice(0, 20), ignored);
  await measureVariations(product, items.slice(0, 20), ignored);
  await measureEdits(product, edits.slice(0, 20), ignored);
}

await setUp();
const product = await loadProduct(values.provider);
const parts = PARTS.filter((part) => values.part === 'all' || values.part === part);
const results = [];
for (const part of parts) results.push(await measurePart(product, part));
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ provider: values.provider, results }, null, 2)}\n`);
const judged = results.filter(({ part }) => part === 'held-out').flatMap(({ measured }) => measured);
process.exit(judged.every(isMet) ? 0 : 1);
