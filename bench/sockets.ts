import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { PNG, wave } from '../test/support/media-samples.ts';
import { endChild, nextMessage, splitProcessors, startChild } from './support/child.ts';
import type { Bench, Figure, Row } from './support/figure.ts';
import type { FromAudience, Heard, ToAudience } from './support/messages.ts';
import { processorMs, residentMb } from './support/process-usage.ts';
import { startSimulated } from './support/server.ts';
import { median, quantile, rounded } from './support/statistics.ts';

const BUDGET_MS = 200;
const LISTENERS = 1000;

/** As in the processes of the listeners. */
const now = () => performance.timeOrigin + performance.now();

class Audience {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async gather(bench: Bench, url: string, processors: readonly number[] | undefined) {
    const script = join(import.meta.dirname, 'support/socket-audience.ts');
    const child = startChild({ script, args: [url, String(LISTENERS)], processors });
    bench.onEnd(() => endChild(child));
    await nextMessage<FromAudience>(child);
    return new Audience(child);
  }

  attend(): Promise<Heard[]> {
    return this.#ask({ type: 'attend' });
  }

  report(): Promise<Heard[]> {
    return this.#ask({ type: 'report' });
  }

  async #ask(question: ToAudience): Promise<Heard[]> {
    this.#child.send(question);
    const answer = await nextMessage<FromAudience>(this.#child);
    return answer.type === 'heard' ? answer.heard : [];
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
  const split = splitProcessors();
  const server = await startSimulated(
    bench,
    {
      folder: bench.folder('sockets'),
      env: {},
      engine: { kind: 'simulated', devices: 1, msPerStep: 50, progressSteps: 4, tasks: ['audio-driven'] },
    },
    split?.one,
  );
  await submit(server.url);
  const before = residentMb(server.pid);
  const audience = await Audience.gather(bench, server.url, split?.rest);
  await audience.attend();
  const grown = residentMb(server.pid) - before;
  const busyBefore = processorMs(server.pid);
  const wanted = new Map<string, number>();
  for (let round = 0; round < (bench.isQuick ? 5 : 20); round += 1) {
    const id = await submit(server.url);
    wanted.set(id, now());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const heard = await audience.report();
  const busy = processorMs(server.pid) - busyBefore;
  await server.stop();
  const answered = [...wanted].map(([id, at]) => {
    const told = heard.find(({ text }) => text.includes(id));
    if (told === undefined) throw new Error('nobody was told of a request');
    return told.lastAt - at;
  });
  const missing = heard.filter((frame) => frame.listeners !== LISTENERS).length;
  if (missing > 0) throw new Error(`${missing} frames did not reach all of ${LISTENERS} listeners`);
  const spread = heard.map(({ firstAt, lastAt }) => lastAt - firstAt);
  const p99 = Math.max(quantile(spread, 0.99), quantile(answered, 0.99));
  return [
    {
      figure: `an update for ${LISTENERS} WebSocket listeners`,
      budget: `<= ${BUDGET_MS} ms`,
      measured: `from first to last listener p50 ${rounded(median(spread))}, p99 ${rounded(quantile(spread, 0.99))} ms; from the answer to the last listener p50 ${rounded(median(answered))}, p99 ${rounded(quantile(answered, 0.99))} ms`,
      isWithin: p99 <= BUDGET_MS,
      note: `${spread.length} updates; ${rounded(busy / spread.length)} ms of the server's processor for each; listeners in a process of their own; ${rounded(grown)} MB for all sockets`,
      numbers: { spreadMs: spread, afterAnswerMs: answered, socketsMb: grown, serverMs: busy },
    },
  ];
}

export const sockets: Figure = { name: 'sockets', parts: [listeners] };
