import { parentPort } from 'node:worker_threads';
import { type Operation, perform } from './operations.js';
import { loadLanguage } from './text/language.js';
import { warmUp } from './warm-up.js';

/** Milliseconds that the first prompt may have to wait for the rules to be compiled. */
const LONGEST_WARM_UP = 2000;

const port = parentPort;
if (port === null) throw new Error('builtin.worker runs in a worker thread only');

const language = await loadLanguage();
warmUp(language, LONGEST_WARM_UP);
port.postMessage({ kind: 'ready' });
port.on('message', ({ id, operation }: { id: number; operation: Operation }) => {
  try {
    port.postMessage({ id, answer: perform(operation, language) });
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
