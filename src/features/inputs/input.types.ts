import type { InputRole } from '../engines/index.js';

/** What a file is, by its content. */
export type InputKind = 'image' | 'video' | 'audio';

/** A file in the store: looked at, durable, and named by its content. */
export interface StoredInput {
  /** `<sha-256 in hex>.<extension>` */
  fileName: string;
  kind: InputKind;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Pixels. */
  width?: number;
  height?: number;
  durationSeconds?: number;
}

/** A file that somebody sent to use it later. */
export interface Upload {
  /** UUID v7. */
  id: string;
  input: StoredInput;
  /** Milliseconds since the epoch; later once it was used again. */
  expiresAt: number;
}

export const KIND_OF_ROLE: Readonly<Record<InputRole, InputKind>> = {
  image: 'image',
  'last-image': 'image',
  video: 'video',
  audio: 'audio',
};
