const END_OF_DIRECTORY = 0x06_05_4b_50;
const DIRECTORY_ENTRY = 0x02_01_4b_50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;

/** Names and sizes in the central directory of a ZIP without comment, below 4 GB. */
export function zipEntries(zip: Buffer): { name: string; size: number }[] {
  const end = zip.length - END_LENGTH;
  if (zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('This is no whole ZIP');
  const entries: { name: string; size: number }[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('The directory of the ZIP is damaged');
    const nameLength = zip.readUInt16LE(at + 28);
    const restLength = zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const name = zip.toString('utf8', at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength);
    entries.push({ name, size: zip.readUInt32LE(at + 24) });
    at += ENTRY_LENGTH + nameLength + restLength;
  }
  return entries;
}
