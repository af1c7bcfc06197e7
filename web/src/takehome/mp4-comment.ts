/** Read at most of the part of a file that describes it; that of an hour of video takes less. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Boxes looked at on one level, so that a file of empty ones ends. */
const MOST_BOXES = 10_000;

interface Box {
  type: string;
  /** Where its content begins and ends. */
  start: number;
  end: number;
}

/**
 * The comment in an MP4's own metadata (`moov/udta/meta/ilst/©cmt`); undefined where there is none, or the file is none.
 * Only the description is read, wherever it lies; the pictures are not.
 */
export async function mp4Comment(file: Blob): Promise<string | undefined> {
  const moov = await findTopLevel(file, 'moov');
  if (moov === undefined || moov.end - moov.start > MOST_BYTES) return undefined;
  const bytes = new DataView(await file.slice(moov.start, moov.end).arrayBuffer());
  const whole = { type: 'moov', start: 0, end: bytes.byteLength };
  const udta = childOf(bytes, whole, 'udta');
  const meta = childOf(bytes, udta, 'meta');
  // A full box: its version and flags come first.
  const ilst = childOf(bytes, meta === undefined ? undefined : { ...meta, start: meta.start + 4 }, 'ilst');
  const data = childOf(bytes, childOf(bytes, ilst, '©cmt'), 'data');
  if (data === undefined || data.end - data.start < 8) return undefined;
  const text = new Uint8Array(bytes.buffer, bytes.byteOffset + data.start + 8, data.end - data.start - 8);
  return new TextDecoder().decode(text);
}

async function findTopLevel(file: Blob, wanted: string): Promise<Box | undefined> {
  let at = 0;
  for (let seen = 0; seen < MOST_BOXES && at + 8 <= file.size; seen += 1) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const box = boxAt(head, 0, file.size - at);
    if (box === undefined) return undefined;
    if (box.type === wanted) return { type: wanted, start: at + box.start, end: at + box.end };
    at += box.end;
  }
  return undefined;
}

function childOf(bytes: DataView, parent: Box | undefined, wanted: string): Box | undefined {
  if (parent === undefined) return undefined;
  let at = parent.start;
  for (let seen = 0; seen < MOST_BOXES && at + 8 <= parent.end; seen += 1) {
    const box = boxAt(bytes, at, parent.end);
    if (box === undefined) return undefined;
    if (box.type === wanted) return box;
    at = box.end;
  }
  return undefined;
}

/** The box at a place; undefined where its size is nonsense. `limit`: where the parent ends. */
function boxAt(bytes: DataView, at: number, limit: number): Box | undefined {
  const small = bytes.getUint32(at);
  const type = String.fromCharCode(...[4, 5, 6, 7].map((offset) => bytes.getUint8(at + offset)));
  const isLarge = small === 1;
  if (isLarge && at + 16 > bytes.byteLength) return undefined;
  // 0: up to the end.
  const size = isLarge ? Number(bytes.getBigUint64(at + 8)) : small === 0 ? limit - at : small;
  const head = isLarge ? 16 : 8;
  if (!Number.isSafeInteger(size) || size < head || at + size > limit) return undefined;
  return { type, start: at + head, end: at + size };
}
