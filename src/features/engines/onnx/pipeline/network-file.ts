import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { messageOf } from '../../../../kernel/errors.js';
import { ModelFolderError } from '../model/model-folder.js';

export interface NetworkOptions {
  provider: 'cpu' | 'cuda';
  /** Threads for the arithmetic of one network; fixed, because sums could depend on it. */
  threads: number;
}

/**
 * Opens one graph, whose head was checked before.
 * @throws ModelFolderError with the file and without the path of the folder
 */
export async function loadNetwork(
  dir: string,
  file: string,
  options: NetworkOptions,
): Promise<InferenceSession> {
  // These messages end up in the records of jobs, which hold no paths of the machine.
  const fail = (problem: string) =>
    new ModelFolderError(`The model cannot be used: ${file} ${problem.replaceAll(dir, '<model>')}`);
  try {
    return await InferenceSession.create(join(dir, file), {
      executionProviders: options.provider === 'cuda' ? ['cuda', 'cpu'] : ['cpu'],
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      intraOpNumThreads: options.threads,
      interOpNumThreads: 1,
      // Threads that spin while they wait would take the processor from other devices and from the portal.
      extra: { session: { use_deterministic_compute: '1', intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw fail(`could not be loaded: ${messageOf(error)}`);
  }
}

/** The values of an output. */
export function float32Of(results: InferenceSession.ReturnType, name: string): Float32Array {
  const value = results[name];
  if (!(value?.data instanceof Float32Array)) throw new Error(`The output ${name} is not float32`);
  return value.data;
}
