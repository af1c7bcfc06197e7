// Listeners of `/ws` in a process of their own, so that what they cost is not counted as the server's.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { FromAudience, Heard, ToAudience } from './messages.ts';

const [, , url = '', size = '0'] = process.argv;
const AT_ONCE = 50;
const QUIET_MS = 500;

/** The same for all processes of this machine. */
const now = () => performance.timeOrigin + performance.now();

const sockets: WebSocket[] = [];
/** All listeners hear the same frames in the same order. */
let heard: Heard[] = [];
let lastAt = now();

async function open(): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { perMessageDeflate: false });
  sockets.push(socket);
  await once(socket, 'message');
}

function note(position: number, content: Buffer): void {
  lastAt = now();
  const known = heard[position];
  if (known === undefined)
    heard[position] = { firstAt: lastAt, lastAt, listeners: 1, text: content.toString() };
  else {
    known.lastAt = lastAt;
    known.listeners += 1;
  }
}

/** Resolves when nothing was heard for a while. */
async function settle(): Promise<void> {
  while (now() - lastAt < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** Begins to count: from now on the next frame of each listener is the first. */
function attend(): void {
  heard = [];
  for (const socket of sockets) {
    let position = 0;
    socket.removeAllListeners('message');
    socket.on('message', (content: Buffer) => note(position++, content));
  }
}

const say = (message: FromAudience) => process.send?.(message);

async function answer({ type }: ToAudience): Promise<void> {
  await settle();
  if (type === 'attend') attend();
  say({ type: 'heard', heard });
}

process.on('message', (message: ToAudience) => void answer(message));
process.on('disconnect', () => process.exit());

for (let from = 0; from < Number(size); from += AT_ONCE)
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(size) - from) }, open));
say({ type: 'gathered' });
