import { dirname, basename } from 'node:path';
import { Readable } from 'node:stream';
import {
  type FileStat,
  FileSystemPort,
  type FolderEntry,
  type OpenFile,
  type OpenMode,
  type ReadableFile,
  type ScannedFile,
} from '../../src/platform/storage/file-system.port.js';

interface FileNode {
  kind: 'file';
  /** What readers see. */
  data: Buffer;
  /** What the disk is sure to have. */
  durable: Buffer;
  modifiedAt: number;
}

interface FolderNode {
  kind: 'folder';
  names: Map<string, Node>;
  durable: Map<string, Node>;
}

type Node = FileNode | FolderNode;

/** What a power cut leaves, from the kindest disk to the unkindest that keeps the rules. */
export type Image =
  /** Only what was synced. */
  | 'durable'
  /** Everything, synced or not: a killed process. */
  | 'applied'
  /** Synced names; of data that was not synced, the first half. */
  | 'torn'
  /** All names, but only synced data: the classic of a rename without fsync. */
  | 'names-first'
  /** Each file and folder by itself one of the above. */
  | 'mixed';

export const IMAGES: readonly Image[] = ['durable', 'applied', 'torn', 'names-first', 'mixed'];

const FOREVER = new Promise<never>(() => undefined);

function errno(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

function newFolder(): FolderNode {
  return { kind: 'folder', names: new Map(), durable: new Map() };
}

/**
 * A disk in memory that knows which of its contents would survive a power cut, in the manner of ALICE (Pillai et al.,
 * OSDI 2014): data is durable after the file's sync, a name after its folder's sync. The world can be stopped before
 * any of its changing operations; nothing that is asked of it afterwards is ever answered.
 */
export class CrashFileSystem extends FileSystemPort {
  readonly #root: FolderNode;
  #operations = 0;
  #stopBefore = Infinity;
  #isStopped = false;
  #tellStopped: () => void = () => undefined;
  /** Names of the operations so far, for messages. */
  readonly log: string[] = [];
  /** Resolves when the world has been stopped. */
  readonly stopped = new Promise<void>((resolve) => {
    this.#tellStopped = resolve;
  });

  constructor(root: FolderNode = newFolder()) {
    super();
    this.#root = root;
  }

  /** Changing operations so far. */
  get operations(): number {
    return this.#operations;
  }

  /** Stops the world instead of carrying out the `number`th changing operation (from 1). */
  stopBefore(number: number): void {
    this.#stopBefore = number;
  }

  stop(): void {
    this.#isStopped = true;
    this.#tellStopped();
  }

  /** The disk as the next start finds it. @param random 0..1, for the mixed image */
  afterCrash(image: Image, random: () => number = () => 0.5): CrashFileSystem {
    return new CrashFileSystem(copy(this.#root, image, random) as FolderNode);
  }

  /** Paths of all files and empty folders below a path, sorted. */
  tree(path: string): string[] {
    const node = this.#find(path);
    if (node?.kind !== 'folder') return [];
    const paths = [...node.names].flatMap(([name, child]) =>
      child.kind === 'folder' && child.names.size > 0
        ? this.tree(`${path}/${name}`).map((below) => `${name}/${below}`)
        : [name],
    );
    return paths.sort();
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    if (mode !== 'create') {
      await this.#read();
      return this.#handle(path, this.#file(path));
    }
    const file: FileNode = {
      kind: 'file',
      data: Buffer.alloc(0),
      durable: Buffer.alloc(0),
      modifiedAt: Date.now(),
    };
    await this.#change(`create ${path}`, () => {
      const folder = this.#folder(dirname(path));
      if (folder.names.has(basename(path))) throw errno('EEXIST', path);
      folder.names.set(basename(path), file);
    });
    return this.#handle(path, file);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change(`rename ${from} ${to}`, () => {
      const source = this.#folder(dirname(from));
      const node = source.names.get(basename(from));
      if (node === undefined) throw errno('ENOENT', from);
      const target = this.#folder(dirname(to));
      const old = target.names.get(basename(to));
      if (old?.kind === 'folder' && old.names.size > 0) throw errno('ENOTEMPTY', to);
      target.names.set(basename(to), node);
      source.names.delete(basename(from));
    });
  }

  link(from: string, to: string): Promise<void> {
    return this.#change(`link ${from} ${to}`, () => {
      const file = this.#file(from);
      const target = this.#folder(dirname(to));
      if (target.names.has(basename(to))) throw errno('EEXIST', to);
      target.names.set(basename(to), file);
    });
  }

  unlink(path: string): Promise<void> {
    return this.#change(`unlink ${path}`, () => {
      this.#file(path);
      this.#folder(dirname(path)).names.delete(basename(path));
    });
  }

  /** One operation for each file and folder, deepest first, as the real one. */
  async removeTree(path: string): Promise<void> {
    await this.#read();
    const node = this.#find(path);
    if (node === undefined) return;
    if (node.kind === 'folder') {
      for (const name of node.names.keys()) await this.removeTree(`${path}/${name}`);
    }
    await this.#change(`remove ${path}`, () => this.#folder(dirname(path)).names.delete(basename(path)));
  }

  async removeEmptyFolder(path: string): Promise<boolean> {
    await this.#read();
    const node = this.#find(path);
    if (node?.kind !== 'folder' || node.names.size > 0) return false;
    return this.#change(`rmdir ${path}`, () => {
      if (node.names.size > 0) return false;
      return this.#folder(dirname(path)).names.delete(basename(path));
    });
  }

  makeFolder(path: string): Promise<boolean> {
    return this.#change(`mkdir ${path}`, () => {
      const parent = this.#folder(dirname(path));
      if (parent.names.has(basename(path))) return false;
      parent.names.set(basename(path), newFolder());
      return true;
    });
  }

  syncFolder(path: string): Promise<void> {
    return this.#change(`sync-folder ${path}`, () => {
      const folder = this.#folder(path);
      folder.durable = new Map(folder.names);
    });
  }

  async readFile(path: string): Promise<Buffer> {
    await this.#read();
    return Buffer.from(this.#file(path).data);
  }

  async stat(path: string): Promise<FileStat | undefined> {
    await this.#read();
    const node = this.#find(path);
    if (node === undefined) return undefined;
    return node.kind === 'file'
      ? { size: node.data.length, isFile: true, isDirectory: false, mtimeMs: node.modifiedAt }
      : { size: 0, isFile: false, isDirectory: true, mtimeMs: 0 };
  }

  async list(path: string): Promise<FolderEntry[]> {
    await this.#read();
    const node = this.#find(path);
    if (node?.kind !== 'folder') return [];
    return [...node.names].map(([name, child]) => ({ name, isDirectory: child.kind === 'folder' }));
  }

  async *scan(path: string): AsyncIterable<readonly ScannedFile[]> {
    const byName = (a: FolderEntry, b: FolderEntry) => (a.name < b.name ? -1 : 1);
    for (const folder of (await this.list(path)).filter((entry) => entry.isDirectory).sort(byName)) {
      for (const file of (await this.list(`${path}/${folder.name}`)).sort(byName)) {
        const relative = `${folder.name}/${file.name}`;
        yield [{ path: relative, text: (await this.readFile(`${path}/${relative}`)).toString('utf8') }];
      }
    }
  }

  async openForReading(path: string): Promise<ReadableFile> {
    await this.#read();
    const file = this.#file(path);
    return {
      read: async (target, position) => {
        await this.#read();
        const found = file.data.subarray(position, position + target.length);
        target.set(found);
        return found.length;
      },
      close: () => this.#read(),
    };
  }

  readStream(path: string): Readable {
    return Readable.from([this.#file(path).data]);
  }

  #handle(path: string, file: FileNode): OpenFile {
    return {
      write: (data) =>
        this.#change(`write ${path}`, () => {
          file.data = Buffer.concat([file.data, data]);
          file.modifiedAt = Date.now();
        }),
      sync: () =>
        this.#change(`sync ${path}`, () => {
          file.durable = file.data;
        }),
      truncate: (length) =>
        this.#change(`truncate ${path}`, () => {
          file.data = file.data.subarray(0, length);
        }),
      size: async () => {
        await this.#read();
        return file.data.length;
      },
      close: () => this.#read(),
    };
  }

  async #change<Result>(name: string, apply: () => Result): Promise<Result> {
    await this.#read();
    this.#operations += 1;
    if (this.#operations >= this.#stopBefore) {
      this.stop();
      return FOREVER;
    }
    this.log.push(name);
    return apply();
  }

  async #read(): Promise<void> {
    await Promise.resolve();
    if (this.#isStopped) await FOREVER;
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const part of path.split('/').filter((name) => name !== '')) {
      node = node?.kind === 'folder' ? node.names.get(part) : undefined;
    }
    return node;
  }

  #file(path: string): FileNode {
    const node = this.#find(path);
    if (node === undefined) throw errno('ENOENT', path);
    if (node.kind !== 'file') throw errno('EISDIR', path);
    return node;
  }

  #folder(path: string): FolderNode {
    const node = this.#find(path);
    if (node === undefined) throw errno('ENOENT', path);
    if (node.kind !== 'folder') throw errno('ENOTDIR', path);
    return node;
  }
}

/** A disk that says it has synced and has not: to see that a check built on {@link CrashFileSystem} can fail. */
export class LyingFileSystem extends CrashFileSystem {
  override async syncFolder(): Promise<void> {}
}

/** All that is in the copy is durable. */
function copy(node: Node, image: Image, random: () => number): Node {
  const mine = image === 'mixed' ? (IMAGES[Math.floor(random() * 4)] ?? 'durable') : image;
  if (node.kind === 'file') {
    const data = contentAfterCrash(node, mine);
    return { kind: 'file', data, durable: data, modifiedAt: node.modifiedAt };
  }
  const survivors = mine === 'applied' || mine === 'names-first' ? node.names : node.durable;
  const names = new Map([...survivors].map(([name, child]) => [name, copy(child, image, random)] as const));
  return { kind: 'folder', names, durable: new Map(names) };
}

function contentAfterCrash({ data, durable }: FileNode, image: Image): Buffer {
  if (image === 'applied') return data;
  const hasUnsynced = !data.equals(durable);
  if (image !== 'torn' || !hasUnsynced || data.length <= durable.length) return durable;
  return data.subarray(0, durable.length + Math.ceil((data.length - durable.length) / 2));
}
