import { crc32 } from 'node:zlib';
import { type Entry, openPromise } from 'yauzl';

/** What a ZIP holds, by name, each checked against the size and CRC-32 that it states. @throws where it is not whole */
export async function readZip(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await openPromise(path);
  const found = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry() as AsyncIterable<Entry>) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    // Sizes are checked by the reader.
    if (crc32(content) !== entry.crc32) throw new Error(`${entry.fileName} is damaged`);
    found.set(entry.fileName, content);
  }
  return found;
}
