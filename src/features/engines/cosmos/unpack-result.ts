import { join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { FileSystemPort } from '../../../platform/storage/index.js';
import { resultKindOf } from '../servers/http/result-kind.js';
import { saveBody } from '../servers/http/save-body.js';
import {
  type ResultFile,
  type ResultPlace,
  ResultTooLarge,
  ServerRefusal,
} from '../servers/server-protocol.js';
import { base64Field } from './base64-field.js';

const MAX_ENTRIES = 1000;
const SAMPLE_BYTES = 4100;
const VIDEO_FIELDS = ['b64_video', 'b64_image'];

/**
 * The video or image in an answer that may be the file itself, a ZIP that holds it, or JSON with it in base64. The
 * answer's own file is removed.
 * @param fileName of the answer in the work folder
 * @throws ServerRefusal `broken` where there is nothing of the kind, or more than `maxBytes`
 */
export async function unpackResult(
  files: FileSystemPort,
  fileName: string,
  place: ResultPlace,
): Promise<ResultFile> {
  const path = join(place.workDir, fileName);
  try {
    return await unpack(files, path, place);
  } finally {
    await files.removeTree(path);
  }
}

async function unpack(files: FileSystemPort, path: string, place: ResultPlace): Promise<ResultFile> {
  const { size = 0 } = (await files.stat(path)) ?? {};
  if (size === 0) throw new ServerRefusal('broken', 'The answer is empty.');
  const sample = await beginningOf(files, path);
  const kind = await resultKindOf(sample);
  if (!('media' in kind)) {
    const isArchive = (await fileTypeFromBuffer(sample))?.mime === 'application/zip';
    return save(files, isArchive ? entryOf(path) : base64Field(files.readStream(path), VIDEO_FIELDS), place);
  }
  if (size > place.maxBytes) {
    throw new ResultTooLarge(
      `The result has more than the ${place.maxBytes} bytes allowed (ENGINE_MAX_RESULT_MB).`,
    );
  }
  const name = `result.${kind.extension}`;
  await files.rename(path, join(place.workDir, name));
  return { fileName: name, media: kind.media };
}

async function save(
  files: FileSystemPort,
  chunks: AsyncIterable<Uint8Array>,
  { workDir, maxBytes }: ResultPlace,
): Promise<ResultFile> {
  let found: { extension: string; media: ResultFile['media'] } | undefined;
  const temporary = join(workDir, 'unpacked');
  try {
    await saveBody(files, chunks, {
      path: temporary,
      maxBytes,
      promised: undefined,
      what: 'The result',
      look: async (sample) => {
        const kind = await resultKindOf(sample);
        if (!('media' in kind))
          throw new ServerRefusal('broken', `The result holds ${kind.instead}, not a video.`);
        found = kind;
      },
    });
  } catch (error) {
    if (error instanceof ServerRefusal) throw error;
    throw new ServerRefusal(
      'broken',
      `The result cannot be read: ${error instanceof Error ? error.message : ''}`,
    );
  }
  if (found === undefined) throw new ServerRefusal('broken', 'The answer holds no video.');
  const fileName = `result.${found.extension}`;
  await files.rename(temporary, join(workDir, fileName));
  return { fileName, media: found.media };
}

/** The content of the archive's video: `video.mp4`, or else the first `.mp4`. Names in it never become paths. */
async function* entryOf(path: string): AsyncGenerator<Uint8Array> {
  // Undecoded names are not checked: a strange one is no reason to lose a video, since none becomes a path.
  const archive = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  try {
    const entry = await videoEntry(archive);
    if (entry === undefined) return;
    yield* (await archive.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>;
  } finally {
    archive.close();
  }
}

async function videoEntry(archive: ZipFile): Promise<Entry | undefined> {
  const nameOf = (entry: Entry) => entry.fileNameRaw.toString('latin1');
  const videos: Entry[] = [];
  let count = 0;
  for await (const entry of archive.eachEntry()) {
    count += 1;
    if (count > MAX_ENTRIES) break;
    if (/\.mp4$/i.test(nameOf(entry))) videos.push(entry);
  }
  return videos.find((entry) => /(?:^|[\\/])video\.mp4$/i.test(nameOf(entry))) ?? videos[0];
}

async function beginningOf(files: FileSystemPort, path: string): Promise<Uint8Array> {
  const file = await files.openForReading(path);
  try {
    const target = new Uint8Array(SAMPLE_BYTES);
    return target.subarray(0, await file.read(target, 0));
  } finally {
    await file.close();
  }
}
