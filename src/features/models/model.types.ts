import type { ModelId } from './model-id.js';

/** What a file must be, as the hub says: large files are known by their SHA-256, others by git's id of the blob. */
export type FileDigest = { sha256: string } | { gitBlob: string };

/** A file of a model in one revision. */
export interface HubFile {
  /** Relative, with slashes; checked to stay inside. */
  path: string;
  /** Bytes. */
  size: number;
  digest: FileDigest;
}

/** All files of a model, at one commit. */
export interface Revision {
  commit: string;
  files: readonly HubFile[];
}

/** What is known of a model from a hub; its file is the truth about what is to be done. */
export interface ModelRecord {
  id: ModelId;
  state: 'downloading' | 'downloaded' | 'failed';
  /** Milliseconds since the epoch. */
  requestedAt: number;
  finishedAt?: number;
  /** What is on its way; known once the hub was asked. */
  wanted?: Revision;
  /** What lies in the folder of models. */
  installed?: Revision;
  /** Why the last download failed. */
  failure?: string;
}

/** How far a download is. */
export interface DownloadView {
  state: 'pending' | 'downloading' | 'downloaded' | 'failed';
  /** Bytes that are on this machine, and all there are; 0 until the hub was asked. */
  bytes: number;
  totalBytes: number;
  files: number;
  totalFiles: number;
  commit?: string;
  failure?: string;
}

/** A model of an engine, or of the hub. */
export interface ModelView {
  id: string;
  /** The engine that has it; undefined for a model of the hub. */
  engine?: string;
  /** All of its files are here. */
  isDownloaded: boolean;
  /** Of a model of the hub that somebody asked for. */
  download?: DownloadView;
}

export function bytesOf(revision: Revision | undefined): number {
  return (revision?.files ?? []).reduce((sum, { size }) => sum + size, 0);
}
