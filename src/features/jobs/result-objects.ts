import { Injectable } from '@nestjs/common';
import { extname, join } from 'node:path';
import { Clock } from '../../kernel/clock.js';
import type { JobId } from '../../kernel/ids.js';
import { type ObjectPlace, ObjectStorePort } from '../../platform/objects/index.js';
import { Storage } from '../../platform/storage/index.js';
import { publicName } from './job-paths.js';
import { JobStore } from './job-store.js';
import type { Artifact, ArtifactRole, JobRecord, JobRequest } from './job.types.js';
import { Publisher } from './publisher.js';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mov': 'video/quicktime',
  '.mkv': 'video/x-matroska',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};

/** By the extension of a name that we gave. */
export function mediaTypeOf(fileName: string): string {
  return MEDIA_TYPES[extname(fileName)] ?? 'application/octet-stream';
}

/** Where a file of a job lies in object storage, or would; undefined where nothing of the job was brought there. */
export function objectPlaceOf(
  { objects, artifacts }: Pick<JobRecord, 'objects' | 'artifacts'>,
  role: ArtifactRole,
): ObjectPlace | undefined {
  const artifact = artifacts.find((candidate) => candidate.role === role);
  if (objects === undefined || artifact === undefined) return undefined;
  return { bucket: objects.bucket, key: `${objects.folder}/${artifact.fileName}` };
}

/** The files of one job in object storage, and what its journal says of them. */
@Injectable()
export class ResultObjects {
  constructor(
    private readonly store: JobStore,
    private readonly storage: Storage,
    private readonly publisher: Publisher,
    private readonly objects: ObjectStorePort,
    private readonly clock: Clock,
  ) {}

  /**
   * All files of a job; recorded before, so that what a kill leaves there is known, and when all are there.
   * @throws ObjectStoreError, ContentChangedError, errors of the disk
   */
  async upload({ request }: JobRecord, signal: AbortSignal): Promise<void> {
    const record = await this.store.append(request.id, {
      type: 'upload-started',
      at: this.clock.now(),
      ...this.#newPlace(request),
    });
    for (const artifact of record.artifacts) {
      const place = objectPlaceOf(record, artifact.role);
      // Removed meanwhile.
      if (place === undefined) return;
      const path = join(this.store.paths.publicFolder(request), artifact.fileName);
      await this.objects.put(place, this.#contentOf(artifact, path), signal);
    }
    await this.store.append(request.id, { type: 'uploaded', at: this.clock.now() });
  }

  #newPlace(request: JobRequest): { bucket: string; folder: string } {
    const { target } = this.objects;
    if (target === undefined) throw new Error('no object storage is set up');
    const parts = [target.prefix, 'videos', publicName(request)];
    return { bucket: target.bucket, folder: parts.filter((part) => part !== '').join('/') };
  }

  #contentOf({ size, sha256, fileName }: Artifact, path: string) {
    const open = () => this.storage.files.readStream(path);
    return { open, size, sha256, mediaType: mediaTypeOf(fileName) };
  }

  /** The files of a job whose record says that they were removed. */
  async remove(record: JobRecord): Promise<void> {
    for (const { role } of record.artifacts) {
      const place = objectPlaceOf(record, role);
      if (place !== undefined) await this.objects.remove(place);
    }
    await this.store.append(record.request.id, { type: 'objects-removed', at: this.clock.now() });
  }

  async areThere(record: JobRecord): Promise<boolean> {
    for (const { role, size } of record.artifacts) {
      const place = objectPlaceOf(record, role);
      if (place === undefined || (await this.objects.sizeOf(place)) !== size) return false;
    }
    return true;
  }

  /** Record first, files second: a kill in between leaves files that the next start removes. */
  async removeLocalCopy(id: JobId): Promise<void> {
    const { request, localCopyRemoved } = await this.store.append(id, {
      type: 'local-copy-removed',
      at: this.clock.now(),
    });
    if (localCopyRemoved !== undefined) await this.publisher.removePublished(request);
  }
}
