// `npm run eval:model [-- --prompts N] [--json FILE] [--failures N]`: how well the embedded model shows what prompts of
// held-out combinations ask for, in the eyes of a judge trained on rendered clips (models/tiny-world/README.md).
// `npm run eval:model -- --sheet FILE` writes a contact sheet instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadModel, type MakeClip } from './eval-model/clips.ts';
import { loadJudge } from './eval-model/judge.ts';
import { SHEET_PROMPTS } from './eval-model/prompts.ts';
import {
  confusions,
  flicker,
  mean,
  ratesByAttribute,
  rateTogether,
  variety,
  type Verdict,
} from './eval-model/scores.ts';
import { writeSheet } from './eval-model/sheet.ts';
import { modelDir, setUp } from './support/build.ts';

const SEEDS = 4; // of each prompt that variety is measured on

const promptSchema = z.array(
  z.object({ prompt: z.string(), seed: z.number().int(), labels: z.record(z.string(), z.string()) }),
);
const negativeSchema = z.array(
  z.object({ prompt: z.string(), negative: z.string(), attribute: z.string(), value: z.string() }),
);

const { values } = parseArgs({
  options: {
    prompts: { type: 'string', default: '540' },
    json: { type: 'string' },
    sheet: { type: 'string' },
    failures: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});
const isCount = (text: string) => /^\d+$/.test(text);
if (values.help || !isCount(values.prompts) || Number(values.prompts) < 1 || !isCount(values.failures)) {
  process.stdout.write(
    'usage: npm run eval:model -- [--prompts N] [--json FILE] [--failures N] | --sheet FILE\n',
  );
  process.exit(values.help ? 0 : 2);
}

const judgeDir = join(modelDir, 'judge');
const read = (name: string): unknown => JSON.parse(readFileSync(join(judgeDir, name), 'utf8'));
const percent = (rate: number | undefined) => (rate === undefined ? '-' : `${(rate * 100).toFixed(1)} %`);

async function measureVariety(makeClip: MakeClip, prompts: readonly string[]): Promise<number> {
  const apart: number[] = [];
  for (const prompt of prompts) {
    const clips: Uint8Array[][] = [];
    for (let seed = 0; seed < SEEDS; seed += 1) clips.push((await makeClip({ prompt, seed })).frames);
    apart.push(variety(clips));
  }
  return mean(apart);
}

async function sheet(path: string): Promise<void> {
  const { makeClip } = await loadModel();
  const shown = [];
  for (const [seed, request] of SHEET_PROMPTS.entries()) {
    const { prompt, negativePrompt } = request;
    const caption = negativePrompt === undefined ? prompt : `${prompt} | negative: ${negativePrompt}`;
    shown.push({ caption, clip: await makeClip({ seed, ...request }) });
  }
  await writeSheet(path, shown);
}

async function evaluate(): Promise<void> {
  const judge = await loadJudge(judgeDir);
  const { name, makeClip } = await loadModel();
  const prompts = promptSchema.parse(read('prompts.json')).slice(0, Number(values.prompts));
  const startedAt = performance.now();
  const verdicts: (Verdict & { prompt: string })[] = [];
  const tremble: number[] = [];
  for (const { prompt, seed, labels } of prompts) {
    const clip = await makeClip({ prompt, seed });
    verdicts.push({ prompt, asked: labels, seen: await judge.look(clip) });
    tremble.push(flicker(clip.frames));
    if (verdicts.length % 20 === 0) process.stderr.write(`${verdicts.length} of ${prompts.length} clips\n`);
  }
  const secondsPerClip = (performance.now() - startedAt) / 1000 / prompts.length;
  const some = Math.max(1, Math.round(prompts.length / 40));
  const apart = await measureVariety(
    makeClip,
    prompts.slice(0, some).map(({ prompt }) => prompt),
  );
  // In each case both clips have the same seed; what is counted is how often the thing is to be seen.
  const negatives = negativeSchema.parse(read('negatives.json')).slice(0, Math.max(4, some * 3));
  const removal = { without: 0, with: 0 };
  for (const [seed, { prompt, negative, attribute, value }] of negatives.entries()) {
    const request = { prompt, seed };
    const plain = await judge.look(await makeClip(request));
    const removed = await judge.look(await makeClip({ ...request, negativePrompt: negative }));
    removal.without += Number(plain[attribute] === value) / negatives.length;
    removal.with += Number(removed[attribute] === value) / negatives.length;
  }

  const { accuracy, validated_on, rendered } = judge.description;
  const rates = ratesByAttribute(verdicts);
  const rows = Object.entries(rates).map(
    ([attribute, rate]) =>
      `| ${attribute} | ${percent(rate)} | ${percent(accuracy[attribute])} | ${confusions(verdicts, attribute, 3).join(', ')} |`,
  );
  const together = [1, 2, 3].map((count) => rateTogether(verdicts, count));
  process.stdout.write(
    [
      `${name}: ${prompts.length} prompts of held-out combinations, ${secondsPerClip.toFixed(2)} s a clip`,
      '',
      `| attribute | shown as asked | the judge on ${validated_on} rendered clips | most often wrong |`,
      '| --- | ---: | ---: | --- |',
      ...rows,
      '',
      '| attributes together | all shown as asked |',
      '| --- | ---: |',
      ...together.map((rate, index) => `| ${index + 1} | ${percent(rate)} |`),
      '',
      '| | generated | rendered |',
      '| --- | ---: | ---: |',
      `| flicker (mean second difference in time, of 255) | ${mean(tremble).toFixed(2)} | ${rendered.flicker.toFixed(2)} |`,
      `| variety (mean difference of two seeds, of 255) | ${apart.toFixed(2)} | ${rendered.variety.toFixed(2)} |`,
      '',
      `Negative prompts: of ${negatives.length} clips ${percent(removal.without)} show the thing without, ` +
        `${percent(removal.with)} with a negative prompt that names it.`,
      '',
    ].join('\n'),
  );
  for (const { prompt, asked, seen } of verdicts.slice(0, Number(values.failures)))
    process.stdout.write(`${prompt}\n  asked ${JSON.stringify(asked)}\n  seen  ${JSON.stringify(seen)}\n`);
  if (values.json !== undefined) {
    const numbers = { name, prompts: prompts.length, secondsPerClip, rates, together, judge: accuracy };
    const rest = { flicker: mean(tremble), variety: apart, rendered, removal };
    writeFileSync(values.json, `${JSON.stringify({ ...numbers, ...rest }, null, 2)}\n`);
  }
}

await setUp();
await (values.sheet === undefined ? evaluate() : sheet(values.sheet));
