import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** Python's onnxruntime over the same graphs, on the processors of this process. */
export class PythonReference {
  readonly process: ChildProcess;
  readonly lines: AsyncIterator<string>;

  private constructor(process: ChildProcess, lines: AsyncIterator<string>) {
    this.process = process;
    this.lines = lines;
  }

  /** Undefined where there is no Python with what it needs (`models/tiny-world/requirements.txt`). */
  static async start(modelDir: string, threads: number): Promise<PythonReference | undefined> {
    const script = join(import.meta.dirname, 'onnx_reference.py');
    const child = spawn('python3', [script, modelDir, String(threads)], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads) },
    });
    child.on('error', () => undefined);
    if (child.stdout === null) return undefined;
    const reader: Interface = createInterface({ input: child.stdout });
    const sut = new PythonReference(child, reader[Symbol.asyncIterator]());
    return (await sut.lines.next()).done === true ? undefined : sut;
  }

  /** Makes a clip at the default settings. @returns what it took, in all and of the processor, ms */
  async clip(prompt: string): Promise<{ ms: number; processorMs: number }> {
    this.process.stdin?.write(`${prompt}\n`);
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error('the Python process ended');
    return JSON.parse(value) as { ms: number; processorMs: number };
  }

  stop(): void {
    this.process.kill('SIGKILL');
  }
}
