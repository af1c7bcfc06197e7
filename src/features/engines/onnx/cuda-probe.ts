import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from '../../../platform/process/run-command.js';
import type { FileSystemPort } from '../../../platform/storage/file-system.port.js';
import type { DeviceDescription } from '../../../kernel/device.js';
import { cudaDevice, MAX_DEVICES } from './device-setting.js';

const PROBE_TIMEOUT_MS = 10_000;

/** One line a GPU: `GPU 0: NVIDIA H200 (UUID: GPU-...)`. Parts of a divided GPU (`  MIG ...`) are left out. */
export function parseGpuList(output: string): number[] {
  return [...output.matchAll(/^GPU (\d{1,3}):/gm)].map((match) => Number(match[1])).slice(0, MAX_DEVICES);
}

/** Whether onnxruntime-node has its CUDA part, which is installed separately. */
export async function hasCudaProvider(files: FileSystemPort): Promise<boolean> {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
  const name =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  return (await files.stat(join(folder, name)))?.isFile === true;
}

/** The GPUs that this machine has and onnxruntime-node can use; none where either is missing. */
export async function findCudaDevices(files: FileSystemPort): Promise<DeviceDescription[]> {
  if (!(await hasCudaProvider(files))) return [];
  const output = await runCommand('nvidia-smi', ['-L'], PROBE_TIMEOUT_MS);
  return output === undefined ? [] : parseGpuList(output).map(cudaDevice);
}
