import { createHash, randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { endChild, nextMessage, startChild } from './support/child.ts';
import { download } from './support/download.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { FinishedJobsWriter, type FinishedBatch, type VideoFile } from './support/finished-jobs.ts';
import { callUntil } from './support/http.ts';
import { processorMs, residentMb, watchMemory } from './support/process-usage.ts';
import { type RunningServer, startPortal } from './support/server.ts';
import { median, quantile, rounded, withSpread } from './support/statistics.ts';

const MB = 1_000_000;

/** Bytes that no file system makes smaller. Synced, so that writing them back does not disturb what follows. */
function writeVideo(path: string, size: number, index: number): VideoFile {
  const block = randomFillSync(Buffer.alloc(MB));
  const hash = createHash('sha256');
  const file = openSync(path, 'wx');
  let checksum = 0;
  for (let written = 0; written < size; written += block.length) {
    block.writeUInt32LE((written / block.length) * 8 + index, 0);
    hash.update(block);
    checksum = crc32(block, checksum);
    writeSync(file, block);
  }
  fsyncSync(file);
  closeSync(file);
  return { size, sha256: hash.digest('hex'), crc32: checksum };
}

async function startBare(bench: Bench, folder: string, batch: FinishedBatch) {
  const folders = batch.jobs.map((_, index) => join(folder, 'static', 'videos', batch.id, `job_${index}`));
  const child = startChild({ script: join(import.meta.dirname, 'support', 'bare-server.ts'), args: folders });
  bench.onEnd(() => endChild(child));
  const port = await nextMessage<number>(child);
  return { url: `http://127.0.0.1:${port}/`, pid: child.pid ?? 0, stop: () => endChild(child) };
}

interface Source {
  url: string;
  pid: number;
}

async function timed({ url, pid }: Source) {
  const before = processorMs(pid);
  const result = await download(url);
  return { ...result, processorMs: processorMs(pid) - before };
}

/** Turn by turn, so that a busy machine is busy for both. */
async function compareSpeeds(bench: Bench, ours: Source, plain: Source, size: number) {
  const zip: number[] = [];
  const bare: number[] = [];
  const processorRatios: number[] = [];
  for (let run = -1; run < (bench.isQuick ? 2 : 5); run += 1) {
    const [plainly, packed] = [await timed(plain), await timed(ours)];
    if (packed.status !== 200 || packed.bytes < 8 * size) {
      throw new Error(`the ZIP came with ${packed.status} and ${packed.bytes} bytes`);
    }
    if (run < 0) continue;
    bare.push(packed.bytes / MB / (plainly.totalMs / 1000));
    zip.push(packed.bytes / MB / (packed.totalMs / 1000));
    processorRatios.push(plainly.processorMs / packed.processorMs);
  }
  return {
    zip,
    bare,
    processorRatios,
    ratios: zip.map((value, index) => value / (bare[index] ?? Number.NaN)),
  };
}

/** While it sends to a client that reads, and to one that stops reading for a while. */
async function memoryGrowth(server: RunningServer, zipUrl: string): Promise<number> {
  const before = residentMb(server.pid);
  const watch = watchMemory(server.pid);
  await download(zipUrl);
  await download(zipUrl, { pauseMs: 1500, stopAfter: 50 * MB });
  return watch.stop() - before;
}

async function firstBytes(zipUrl: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = -3; run < count; run += 1) {
    const { firstByteMs } = await download(zipUrl, { stopAfter: 1 });
    if (run >= 0) times.push(firstByteMs);
  }
  return times;
}

async function measure(bench: Bench): Promise<Row[]> {
  const size = (bench.isQuick ? 25 : 100) * MB;
  const folder = bench.folder('zip');
  const writer = await FinishedJobsWriter.into(folder);
  const batch = writer.batch(Date.now() - 3_600_000, (path, index) => writeVideo(path, size, index));
  const server = await startPortal(bench, folder);
  await callUntil(`${server.url}/api/video/batch_status/${batch.id}`, ({ status }) => status === 200, {
    timeoutMs: 300_000,
    isGone: server.isGone,
  });
  const zipUrl = `${server.url}/api/video/batch_download/${batch.id}`;
  const bareServer = await startBare(bench, folder, batch);
  const first = await firstBytes(zipUrl, bench.isQuick ? 10 : 30);
  const growth = await memoryGrowth(server, zipUrl);
  const speeds = await compareSpeeds(bench, { url: zipUrl, pid: server.pid }, bareServer, size);
  const { zip, bare, ratios, processorRatios } = speeds;
  await bareServer.stop();
  await server.stop();
  const what = `ZIP of 8 x ${size / MB} MB`;
  return [
    {
      figure: `${what}: first byte`,
      budget: '<= 20 ms',
      measured: `${rounded(median(first))} ms`,
      isWithin: median(first) <= 20,
      note: `p99 ${rounded(quantile(first, 0.99))} ms, ${first.length} requests, each on a new connection`,
      numbers: { firstByteMs: first },
    },
    {
      figure: `${what}: speed / the same bytes piped plainly`,
      budget: '>= 0.6',
      measured: withSpread(ratios),
      isWithin: median(ratios) >= 0.6,
      note:
        `${withSpread(zip, 'MB/s')} against ${withSpread(bare, 'MB/s')}, turn by turn, files in the page cache; ` +
        `by processor time of the servers ${withSpread(processorRatios)}`,
      numbers: { zipMbPerSecond: zip, bareMbPerSecond: bare, ratios, processorRatios },
    },
    {
      figure: `${what}: memory growth`,
      budget: '<= 64 MB',
      measured: `${rounded(growth)} MB`,
      isWithin: growth <= 64,
      note: 'highest resident memory, also for a client that stops reading for a while',
      numbers: { growthMb: growth },
    },
  ];
}

export const zip: Figure = { name: 'zip', parts: [measure] };
