import { runCommand } from './run-command.js';

const TIMEOUT_MS = 10_000;

/** Numbers of the machine's NVIDIA GPUs; none where the driver is missing. */
export async function listGpus(): Promise<number[]> {
  const output = await runCommand('nvidia-smi', ['-L'], TIMEOUT_MS);
  // One line a GPU: `GPU 0: NVIDIA H200 (UUID: GPU-...)`. Parts of a divided GPU (`  MIG ...`) are left out.
  return [...(output ?? '').matchAll(/^GPU (\d{1,3}):/gm)].map((match) => Number(match[1]));
}
