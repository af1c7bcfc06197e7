import { fileTypeFromBuffer } from 'file-type';

/** How much of the beginning of a file is looked at, in bytes. */
export const SAMPLE_BYTES = 4100;

export interface ResultKind {
  extension: 'mp4' | 'webm' | 'png' | 'jpg' | 'webp';
  media: 'video' | 'image';
}

const KINDS: Readonly<Record<string, ResultKind>> = {
  'video/mp4': { extension: 'mp4', media: 'video' },
  'video/x-m4v': { extension: 'mp4', media: 'video' },
  'video/webm': { extension: 'webm', media: 'video' },
  'image/png': { extension: 'png', media: 'image' },
  'image/apng': { extension: 'png', media: 'image' },
  'image/jpeg': { extension: 'jpg', media: 'image' },
  'image/webp': { extension: 'webp', media: 'image' },
};

/**
 * What a file is by its first bytes.
 * @returns the words for people where it is none of the kinds that a result may be
 */
export async function resultKindOf(sample: Uint8Array): Promise<ResultKind | { instead: string }> {
  if (sample.length === 0) return { instead: 'nothing' };
  const found = await fileTypeFromBuffer(sample).catch(() => undefined);
  const kind = found === undefined ? undefined : KINDS[found.mime];
  if (kind !== undefined) return kind;
  if (found !== undefined) return { instead: found.mime };
  const text = new TextDecoder().decode(sample.subarray(0, 256)).trimStart();
  return { instead: /^<(!doctype|html)/i.test(text) ? 'a web page' : 'something unknown' };
}
