import type { FileSystemPort, OpenFile } from '../../../platform/storage/file-system.port.js';

/** Raw frames on their way into a file, one after the other; what it took to write them is measured. */
export class FrameFile {
  #writingMs = 0;

  private constructor(private readonly file: OpenFile) {}

  static async create(files: FileSystemPort, path: string): Promise<FrameFile> {
    return new FrameFile(await files.open(path, 'create'));
  }

  get writingMs(): number {
    return this.#writingMs;
  }

  async write(frame: Uint8Array): Promise<void> {
    const start = performance.now();
    await this.file.write(frame);
    this.#writingMs += performance.now() - start;
  }

  async close(): Promise<void> {
    const start = performance.now();
    await this.file.close();
    this.#writingMs += performance.now() - start;
  }
}
