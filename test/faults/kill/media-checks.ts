import { createHash } from 'node:crypto';

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Why a file is not a whole MP4; undefined if it is: boxes that fill it to the last byte, with index and pictures. */
export function problemOfMp4(file: Buffer): string | undefined {
  const boxes: string[] = [];
  let position = 0;
  while (position < file.length) {
    if (position + 8 > file.length) return 'a box is cut';
    const size = file.readUInt32BE(position);
    if (size < 8 || position + size > file.length) return `box ${boxes.length} reaches beyond the end`;
    boxes.push(file.toString('latin1', position + 4, position + 8));
    position += size;
  }
  const missing = ['ftyp', 'moov', 'mdat'].filter((name) => !boxes.includes(name));
  return missing.length === 0 ? undefined : `there is no ${missing.join(', ')}`;
}

/** The files of a ZIP whose entries are stored, by name. @throws Error if its parts do not fit together */
export function readStoredZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end === -1) throw new Error('the ZIP has no end');
  const files = new Map<string, Buffer>();
  let position = zip.readUInt32LE(end + 16);
  for (let entry = zip.readUInt16LE(end + 10); entry > 0; entry -= 1) {
    if (zip.toString('latin1', position, position + 4) !== 'PK\x01\x02')
      throw new Error('a directory entry is broken');
    const nameLength = zip.readUInt16LE(position + 28);
    const size = zip.readUInt32LE(position + 24);
    const local = zip.readUInt32LE(position + 42);
    const name = zip.toString('utf8', position + 46, position + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    if (zip.readUInt16LE(position + 10) !== 0) throw new Error(`${name} is not stored`);
    files.set(name, zip.subarray(start, start + size));
    position += 46 + nameLength + zip.readUInt16LE(position + 30) + zip.readUInt16LE(position + 32);
  }
  return files;
}

/** Why the ZIP of a batch does not hold what its own manifest says; empty if it does. */
export function problemsOfArchive(zip: Buffer): string[] {
  const files = readStoredZip(zip);
  const manifest = files.get('manifest.json');
  if (manifest === undefined) return ['the archive has no manifest'];
  const { jobs } = JSON.parse(manifest.toString('utf8')) as {
    jobs: { file: string | null; sha256: string | null }[];
  };
  return jobs.flatMap(({ file, sha256: expected }) => {
    if (file === null) return [];
    const content = files.get(file);
    if (content === undefined) return [`${file} is in the manifest but not in the archive`];
    if (sha256(content) !== expected) return [`${file} is not what the manifest says`];
    const problem = problemOfMp4(content);
    return problem === undefined ? [] : [`${file}: ${problem}`];
  });
}
