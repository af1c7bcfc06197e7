import type { InputRole } from '../../features/engines/index.js';

/** What InfiniteTalk takes in a field of its form. */
export interface FileRule {
  field: 'image' | 'audio';
  role: InputRole;
  /** As its messages call it. */
  title: string;
  extensions: readonly string[];
  /** Bytes. */
  maxBytes: number;
}

const MEGABYTE = 1024 * 1024;

export const FILE_RULES: readonly FileRule[] = [
  {
    field: 'image',
    role: 'image',
    title: 'Image',
    extensions: ['.jpg', '.jpeg', '.png', '.bmp', '.gif'],
    maxBytes: 10 * MEGABYTE,
  },
  {
    field: 'audio',
    role: 'audio',
    title: 'Audio',
    extensions: ['.wav', '.mp3', '.flac', '.aac', '.ogg'],
    maxBytes: 50 * MEGABYTE,
  },
];

export function hasKnownExtension(fileName: string, { extensions }: FileRule): boolean {
  const name = fileName.toLowerCase();
  return extensions.some((extension) => name.endsWith(extension));
}

/** With the list as Python writes one. */
export function wrongType({ title, extensions }: FileRule): string {
  const list = extensions.map((extension) => `'${extension}'`).join(', ');
  return `Invalid ${title.toLowerCase()} file type. Supported: [${list}]`;
}

export function tooLarge({ title, maxBytes }: FileRule): string {
  return `${title} file is too large: at most ${maxBytes / MEGABYTE}MB`;
}
