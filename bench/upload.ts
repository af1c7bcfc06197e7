import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Bench, Figure, Row } from './support/figure.ts';
import { callUntil } from './support/http.ts';
import { residentMb, watchMemory } from './support/process-usage.ts';
import { startPortal } from './support/server.ts';
import { withSpread } from './support/statistics.ts';

const MB = 1_000_000;
const BUDGET_MB = 64;
/** Stereo at 48 kHz, so that 500 MB are less than an hour. */
const BYTES_PER_SECOND = 192_000;

const HEAD_BYTES = 44;

/** The head of a WAVE file with so many bytes of sound, and what stands around it in a form. */
function frame(soundBytes: number): { before: Buffer; after: Buffer } {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write('RIFF');
  head.writeUInt32LE(36 + soundBytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(BYTES_PER_SECOND / 4, 24);
  head.writeUInt32LE(BYTES_PER_SECOND, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(soundBytes, 40);
  const part = '--cut\r\ncontent-disposition: form-data; name="file"; filename="sound.wav"\r\n\r\n';
  return { before: Buffer.concat([Buffer.from(part), head]), after: Buffer.from('\r\n--cut--\r\n') };
}

/** Sends a file of so many bytes as a form, each time another one. */
async function upload(url: string, size: number): Promise<void> {
  const soundBytes = size - HEAD_BYTES;
  const { before, after } = frame(soundBytes);
  const outgoing = request(`${url}/api/inputs`, {
    method: 'POST',
    headers: {
      'content-type': 'multipart/form-data; boundary=cut',
      'content-length': before.length + soundBytes + after.length,
    },
  });
  const answered = once(outgoing, 'response');
  outgoing.write(before);
  // Of bytes that may be the beginning of what ends a file, as those of real files.
  const block = randomBytes(MB);
  for (let sent = 0; sent < soundBytes; sent += block.length)
    if (!outgoing.write(block.subarray(0, soundBytes - sent)))
      await Promise.race([once(outgoing, 'drain'), answered]);
  outgoing.end(after);
  const [answer] = (await answered) as [IncomingMessage];
  answer.resume();
  if (answer.statusCode !== 201) throw new Error(`the upload was answered with ${answer.statusCode}`);
}

/** Of a server that has just started: later uploads find the memory that the first one made room for. */
async function growthOf(bench: Bench, size: number, round: number): Promise<number> {
  const folder = bench.folder(`upload-${round}`);
  const server = await startPortal(bench, folder, { MAX_AUDIO_SECONDS: '86400' });
  const { isGone } = server;
  await callUntil(`${server.url}/health`, ({ status }) => status === 200, { timeoutMs: 300_000, isGone });
  // Loads what only uploads need.
  await upload(server.url, MB);
  const before = residentMb(server.pid);
  const watch = watchMemory(server.pid);
  let highest = before;
  try {
    await upload(server.url, size);
  } finally {
    highest = watch.stop();
  }
  await server.stop();
  return highest - before;
}

async function memoryGrowth(bench: Bench): Promise<Row[]> {
  const size = (bench.isQuick ? 200 : 500) * MB;
  const growth: number[] = [];
  for (let round = 0; round < (bench.isQuick ? 1 : 3); round += 1)
    growth.push(await growthOf(bench, size, round));
  return [
    {
      figure: `memory growth during an upload of ${size / MB} MB`,
      budget: `<= ${BUDGET_MB} MB`,
      measured: withSpread(growth, 'MB'),
      isWithin: Math.max(...growth) <= BUDGET_MB,
      note: 'the portal process, highest while the upload runs, each in a server that has just started; the worst one counts',
      numbers: { growthMb: growth },
    },
  ];
}

export const uploadMemory: Figure = { name: 'upload', parts: [memoryGrowth] };
