import { once } from 'node:events';
import { WebSocket } from 'ws';
import { PNG, wave } from '../test/support/media-samples.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import { residentMb } from './support/process-usage.ts';
import { startSimulated } from './support/server.ts';
import { median, quantile, rounded } from './support/statistics.ts';

const BUDGET_MS = 200;
const QUIET_MS = 500;

/** When each frame of one story arrived first and last; all listeners hear the same frames in the same order. */
interface Heard {
  firstAt: number;
  lastAt: number;
  listeners: number;
  text: string;
}

class Audience {
  readonly sockets: WebSocket[] = [];
  heard: Heard[] = [];

  async gather(url: string, size: number): Promise<void> {
    for (let from = 0; from < size; from += 50) {
      const opening = Array.from({ length: Math.min(50, size - from) }, () => this.#open(url));
      await Promise.all(opening);
    }
  }

  /** Begins to count: from now on the next frame of each listener is the first. */
  attend(): void {
    this.heard = [];
    for (const socket of this.sockets) {
      let position = 0;
      socket.removeAllListeners('message');
      socket.on('message', (content: Buffer) => this.#note(position++, content));
    }
  }

  /** Resolves when nothing was heard for a while. */
  async settle(): Promise<void> {
    for (;;) {
      const quietSince = this.heard.reduce((latest, { lastAt }) => Math.max(latest, lastAt), 0);
      if (performance.now() - quietSince > QUIET_MS) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async #open(url: string): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false });
    this.sockets.push(socket);
    await once(socket, 'message');
  }

  #note(position: number, content: Buffer): void {
    const now = performance.now();
    const heard = this.heard[position];
    if (heard === undefined)
      this.heard[position] = { firstAt: now, lastAt: now, listeners: 1, text: content.toString() };
    else {
      heard.lastAt = now;
      heard.listeners += 1;
    }
  }
}

async function submit(url: string): Promise<string> {
  const body = new FormData();
  body.append('image', new Blob([PNG]), 'face.png');
  body.append('audio', new Blob([Buffer.from(wave(1))]), 'voice.wav');
  const answer = await fetch(`${url}/api/generate`, { method: 'POST', body });
  if (answer.status !== 200) throw new Error(`the request was answered with ${answer.status}`);
  return ((await answer.json()) as { request_id: string }).request_id;
}

async function listeners(bench: Bench): Promise<Row[]> {
  const size = bench.isQuick ? 300 : 1000;
  const server = await startSimulated(bench, {
    folder: bench.folder('sockets'),
    env: {},
    engine: { kind: 'simulated', devices: 1, msPerStep: 50, progressSteps: 4, tasks: ['audio-driven'] },
  });
  await submit(server.url);
  const audience = new Audience();
  bench.onEnd(() => audience.close());
  const before = residentMb(server.pid);
  await audience.gather(server.url, size);
  await audience.settle();
  const grown = residentMb(server.pid) - before;
  audience.attend();
  const answered: number[] = [];
  const wanted = new Map<string, number>();
  for (let round = 0; round < (bench.isQuick ? 5 : 20); round += 1) {
    const id = await submit(server.url);
    wanted.set(id, performance.now());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await audience.settle();
  for (const [id, at] of wanted) {
    const told = audience.heard.find(({ text }) => text.includes(id));
    if (told === undefined) throw new Error('nobody was told of a request');
    answered.push(told.lastAt - at);
  }
  const missing = audience.heard.filter((heard) => heard.listeners !== size).length;
  if (missing > 0) throw new Error(`${missing} frames did not reach all of ${size} listeners`);
  const spread = audience.heard.map(({ firstAt, lastAt }) => lastAt - firstAt);
  await server.stop();
  const worst = Math.max(...spread, ...answered);
  return [
    {
      figure: `an update for ${size} WebSocket listeners`,
      budget: `<= ${BUDGET_MS} ms`,
      measured: `from first to last listener p50 ${rounded(median(spread))}, p99 ${rounded(quantile(spread, 0.99))} ms; worst of all ${rounded(worst)} ms`,
      isWithin: worst <= BUDGET_MS,
      note: `${spread.length} updates; the last listener heard of a new request ${rounded(Math.max(...answered))} ms after its sender at most; ${rounded(grown)} MB for all sockets`,
      numbers: { spreadMs: spread, afterAnswerMs: answered, socketsMb: grown },
    },
  ];
}

export const sockets: Figure = { name: 'sockets', parts: [listeners] };
