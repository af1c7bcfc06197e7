import { DomainError } from '../../kernel/errors.js';
import { fileBlob } from '../../platform/storage/index.js';

export interface ContentType {
  extension: string;
  mediaType: string;
  /** How it is looked at: as an image, or as a container with streams. */
  expected: 'image' | 'streams';
  /** What it came as, where it becomes this first: neither libvips nor most servers read it. */
  convertedFrom?: 'image/bmp';
}

const image = (extension: string, mediaType = `image/${extension}`): ContentType => ({
  extension,
  mediaType,
  expected: 'image',
});
const streams = (extension: string, mediaType: string): ContentType => ({
  extension,
  mediaType,
  expected: 'streams',
});

/** What is taken, by the names of `file-type`. */
const TYPES: Readonly<Record<string, ContentType>> = {
  png: image('png'),
  apng: image('png'),
  jpg: image('jpg', 'image/jpeg'),
  webp: image('webp'),
  gif: image('gif'),
  bmp: { ...image('png'), convertedFrom: 'image/bmp' },
  mp4: streams('mp4', 'video/mp4'),
  m4v: streams('mp4', 'video/mp4'),
  mov: streams('mov', 'video/quicktime'),
  webm: streams('webm', 'video/webm'),
  mkv: streams('mkv', 'video/x-matroska'),
  avi: streams('avi', 'video/x-msvideo'),
  wav: streams('wav', 'audio/wav'),
  mp3: streams('mp3', 'audio/mpeg'),
  ogg: streams('ogg', 'audio/ogg'),
  oga: streams('ogg', 'audio/ogg'),
  opus: streams('ogg', 'audio/ogg'),
  flac: streams('flac', 'audio/flac'),
  m4a: streams('m4a', 'audio/mp4'),
  aac: streams('aac', 'audio/aac'),
};

/** Containers that people also put nothing but sound into. */
const AUDIO_ONLY: Readonly<Record<string, ContentType>> = {
  mp4: streams('m4a', 'audio/mp4'),
  mov: streams('m4a', 'audio/mp4'),
};

export const TAKEN =
  'PNG, JPEG, WebP, GIF or BMP; MP4, WebM, MOV, MKV or AVI; WAV, MP3, Ogg, FLAC, M4A or AAC';

/** By its first bytes, whatever it is called. @throws DomainError input_invalid, with what was found */
export async function contentTypeOf(path: string): Promise<ContentType> {
  const { fileTypeFromBlob } = await import('file-type');
  const found = await fileTypeFromBlob(await fileBlob(path, 'application/octet-stream'));
  const type = found === undefined ? undefined : TYPES[found.ext];
  if (type !== undefined) return type;
  const what = found === undefined ? 'of no known type' : found.mime;
  throw new DomainError('input_invalid', `The file is ${what}; taken are ${TAKEN}`);
}

/** What a container with nothing but sound in it is. */
export function withoutPictures({ extension }: ContentType): ContentType | undefined {
  return AUDIO_ONLY[extension];
}
