import { parentPort } from 'node:worker_threads';
import { update } from './editing/update.js';
import { enhance } from './enhancing/enhance.js';
import { type Operation, perform } from './operations.js';
import { extract } from './reading/extract.js';
import { loadLanguage } from './text/language.js';

const port = parentPort;
if (port === null) throw new Error('builtin.worker runs in a worker thread only');

const language = await loadLanguage();
warmUp();
port.postMessage({ kind: 'ready' });
port.on('message', ({ id, operation }: { id: number; operation: Operation }) => {
  try {
    port.postMessage({ id, answer: perform(operation, language) });
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});

/** Compiles the rules before the first prompt waits for them. */
function warmUp(): void {
  for (let round = 0; round < 20; round += 1) {
    const prompt = `${round + 2} small dogs and an old man in a red coat run slowly through a rainy street at night, wide shot, the camera pans left, soft neon light, no people, "OPEN"`;
    const { parameters } = extract(prompt, language);
    update(
      {
        prompt,
        parameters,
        locks: [],
        protectedTexts: [],
        request: 'swap the dogs for two cats, make it dawn',
      },
      language,
    );
    enhance('a cat walks on the beach at sunset', language);
  }
}
