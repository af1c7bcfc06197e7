import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Parameters } from '../../src/features/sessions/index.ts';
import { root } from '../support/build.ts';
import { ROWS, sameField } from './matching.ts';
import { context, loadIfThere, type Product } from './product.ts';
import type { Measured } from './targets.ts';

type Dialects = typeof import('../../src/features/prompts/dialects/index.js');
type Plain = typeof import('../../src/features/prompts/dialects/plain.js');
const GENERATED = 500;
/** The most words that each model's guide asks for; a lower bound is not checked, since nothing may be invented. */
const MOST_WORDS = { 'wan-2.2': 200, 'ltx-2': 200, 'hunyuanvideo-1.5': 140 } as const;

async function loadSamples(): Promise<((seed: number) => Parameters) | undefined> {
  const path = join(root, 'test', 'support', 'parameter-samples.ts');
  if (!existsSync(path)) return undefined;
  const samples = (await import(pathToFileURL(path).href)) as {
    sampleParameters: (seed: number) => Parameters;
  };
  return samples.sampleParameters;
}

/** What is never written into a prompt cannot come back from it. */
const SAID = Object.keys(ROWS).filter((name) => !name.startsWith('technical.'));

/** Does what is written come back when it is read, and does every dialect keep its rules? */
export async function measureWriting(
  { provider }: Product,
  labels: readonly Parameters[],
): Promise<{ measured: Measured[]; wrongFields: Record<string, number> }> {
  const dialects = await loadIfThere<Dialects>('features/prompts/dialects/index.js');
  const plain = await loadIfThere<Plain>('features/prompts/dialects/plain.js');
  const sample = await loadSamples();
  const wrongFields: Record<string, number> = {};
  let roundTrip: number | undefined;
  if (plain !== undefined && sample !== undefined) {
    let same = 0;
    for (let seed = 1; seed <= GENERATED; seed += 1) {
      const wanted = sample(seed);
      const { parameters } = await provider.extract(plain.renderPlain(wanted), context);
      const wrong = SAID.filter((name) => name in ROWS && !sameField(name, wanted, parameters));
      for (const name of wrong) wrongFields[name] = (wrongFields[name] ?? 0) + 1;
      if (wrong.length === 0) same += 1;
    }
    roundTrip = same / GENERATED;
  }
  const measured: Measured[] = [noted('extract(render(p)) = p', roundTrip)];
  if (dialects === undefined)
    measured.push(
      noted('dialects: within their word limits', undefined),
      noted('dialects: Cosmos 3 JSON valid', undefined),
    );
  else measured.push(...measureDialects(dialects, labels));
  return { measured, wrongFields };
}

function noted(target: Measured['target'], value: number | undefined): Measured {
  return value === undefined ? { target, value, note: 'not there yet' } : { target, value };
}

function measureDialects(dialects: Dialects, labels: readonly Parameters[]): Measured[] {
  let fit = 0;
  let valid = 0;
  for (const parameters of labels) {
    const fits = Object.entries(MOST_WORDS).every(([dialect, most]) => {
      const { text } = dialects.renderPrompt(parameters, dialect as keyof typeof MOST_WORDS);
      return text.split(/\s+/).length <= most;
    });
    if (fits) fit += 1;
    const { text } = dialects.renderPrompt(parameters, 'cosmos-3');
    if (isJsonOf(dialects, text)) valid += 1;
  }
  return [
    noted('dialects: within their word limits', fit / labels.length),
    noted('dialects: Cosmos 3 JSON valid', valid / labels.length),
  ];
}

function isJsonOf({ cosmos3Schema }: Dialects, text: string): boolean {
  try {
    return cosmos3Schema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
