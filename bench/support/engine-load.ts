import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DoubleProcess } from '../../test/support/engine-doubles/double-process.ts';
import type { DoubleRun } from '../../test/support/engine-doubles/double-messages.ts';
import { TEXT_BINDINGS, TEXT_WORKFLOW } from '../../test/support/engine-doubles/text-workflow.ts';
import type { Bench } from './figure.ts';
import { callJson, callUntil } from './http.ts';
import { type RunningServer, startPortal } from './server.ts';

export const DEVICES = 8;
export type BenchEngine = 'lightx2v' | 'comfyui' | 'cosmos' | 'sglang' | 'vllm-omni';
const BATCH = 8;
/** After so long the portal's own word tells what became of the jobs. */
const MOST_MS = 300_000;

/** The portal in front of doubles, each in a process of its own. */
export interface EnginesUnderLoad {
  portal: RunningServer;
  /** In the order of their devices; one for all devices where those are keys. */
  doubles: DoubleProcess[];
}

export interface LoadedJob {
  runMs: number;
  /** Jobs with as many steps are of one shape. */
  steps?: number;
}

/** As `/api/jobs` shows it, as far as it is used here. */
export interface JobAnswer {
  id: string;
  state: string;
  attempts: { device: string; started_at: string; generated_at: string | null; ended_at: string | null }[];
}

export async function startEngines(bench: Bench, engine: BenchEngine): Promise<EnginesUnderLoad> {
  const count = engine === 'cosmos' ? 1 : DEVICES;
  const doubles = await Promise.all(Array.from({ length: count }, () => DoubleProcess.start(engine)));
  bench.onEnd(async () => void (await Promise.all(doubles.map((double) => double.kill()))));
  const folder = bench.folder(engine);
  const portal = await startPortal(bench, folder, {
    ENGINES: engine,
    QUEUE_TTL: '86400',
    QUEUE_MAX: '2000',
    LOG_LEVEL: 'fatal',
    ...settingsOf(engine, doubles, folder),
  });
  await callUntil(
    `${portal.url}/health`,
    ({ status, body }) => status === 200 && body.includes('"recovering":false'),
    { timeoutMs: 300_000, pauseMs: 20, isGone: portal.isGone },
  );
  return { portal, doubles };
}

function settingsOf(
  engine: BenchEngine,
  doubles: readonly DoubleProcess[],
  folder: string,
): Record<string, string> {
  const urls = doubles.map(({ url }) => url);
  switch (engine) {
    case 'lightx2v':
      return { LIGHTX2V_URLS: urls.join(',') };
    case 'sglang':
      return { SGLANG_URLS: urls.join(',') };
    case 'vllm-omni':
      return { VLLM_OMNI_URLS: urls.join(',') };
    case 'comfyui': {
      const files = { COMFYUI_WORKFLOW: TEXT_WORKFLOW, COMFYUI_BINDINGS: TEXT_BINDINGS };
      const paths = Object.entries(files).map(([name, content]) => {
        const path = join(folder, `${name}.json`);
        writeFileSync(path, JSON.stringify(content));
        return [name, path];
      });
      return { COMFYUI_URLS: urls.join(','), ...(Object.fromEntries(paths) as Record<string, string>) };
    }
    case 'cosmos': {
      const backups = Array.from({ length: DEVICES - 1 }, (_, index) => [
        `NVIDIA_API_KEY_BACKUP${index + 1}`,
        `nvapi-bench-${index + 1}`,
      ]);
      return {
        ...(Object.fromEntries(backups) as Record<string, string>),
        NVIDIA_API_KEY: 'nvapi-bench-0',
        NVCF_INVOKE_URL: `${urls[0]}/v1/cosmos/nvidia/cosmos-predict1-7b`,
        NVCF_STATUS_URL: `${urls[0]}/v2/nvcf/pexec/status`,
        NVCF_ASSETS_URL: `${urls[0]}/v2/nvcf/assets`,
      };
    }
  }
}

/** Submits all of them, in batches. */
export async function submitJobs(portal: RunningServer, jobs: readonly LoadedJob[]): Promise<void> {
  for (let first = 0; first < jobs.length; first += BATCH) {
    const prompts = jobs.slice(first, first + BATCH).map(({ runMs, steps }, index) => ({
      prompt: `scene #${String(first + index).padStart(4, '0')} for ${runMs} ms`,
      ...(steps === undefined ? {} : { steps }),
    }));
    await callJson(`${portal.url}/api/video/batch_inference`, { prompts });
  }
}

export async function listJobs({ url }: RunningServer): Promise<JobAnswer[]> {
  const jobs: JobAnswer[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { items: JobAnswer[]; next_cursor: string | null } = await callJson(
      `${url}/api/jobs?limit=200${query}`,
    );
    jobs.push(...page.items);
    cursor = page.next_cursor;
  }
  return jobs;
}

/**
 * Resolves when so many jobs are done at the portal. It is not asked before the servers have done them: a list of all
 * jobs twice a second is work that no gap should wait for.
 * @throws when one of them failed
 */
export async function allDone(load: EnginesUnderLoad, count: number): Promise<JobAnswer[]> {
  const { portal } = load;
  const endedAt = () =>
    runsByDevice(load)
      .flat()
      .filter((run) => run.endedAt !== undefined).length;
  const until = performance.now() + MOST_MS;
  while (endedAt() < count && performance.now() < until && !portal.isGone())
    await new Promise((resolve) => setTimeout(resolve, 100));
  for (;;) {
    if (portal.isGone()) throw new Error('the portal has ended');
    const jobs = await listJobs(portal);
    const over = jobs.filter(({ state }) => state !== 'queued' && state !== 'running');
    const bad = over.find(({ state }) => state !== 'succeeded');
    if (bad !== undefined) throw new Error(`a job ended as ${bad.state}: ${JSON.stringify(bad.attempts)}`);
    if (over.length >= count) return jobs;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** What the servers worked on, one list for each device, in order. */
export function runsByDevice({ doubles }: EnginesUnderLoad): DoubleRun[][] {
  return doubles.flatMap(({ runs }) => {
    const byKey = new Map<string, DoubleRun[]>();
    for (const run of runs.values()) byKey.set(run.key ?? '', [...(byKey.get(run.key ?? '') ?? []), run]);
    return [...byKey.values()].map((own) => own.toSorted((one, other) => one.arrivedAt - other.arrivedAt));
  });
}
