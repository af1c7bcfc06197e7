import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { errnoOf } from '../../kernel/errors.js';
import type { FileAnswer } from '../../platform/http/file-answer.js';
import { type ObjectPlace, ObjectStorePort } from '../../platform/objects/index.js';
import { FileSystemPort, type ReadableFile } from '../../platform/storage/index.js';
import { type Artifact, type ArtifactRole, JobsService, type JobView, mediaTypeOf } from '../jobs/index.js';
import { parseRange, rangeApplies } from './byte-range.js';
import { ObjectFile, objectMissing } from './object-file.js';

/** What a request says about how it wants a file. Header values as they came. */
export interface FileConditions {
  range?: string | undefined;
  'if-range'?: string | undefined;
  'if-none-match'?: string | undefined;
}

/** Hands over the files of results, from the disk or, where they have moved, from object storage. */
@Injectable()
export class ArtifactFiles {
  constructor(
    private readonly jobs: JobsService,
    private readonly files: FileSystemPort,
    private readonly objects: ObjectStorePort,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Undefined unless the job has such a file that was not removed.
   * @param disposition a whole `Content-Disposition`, for where the client is sent elsewhere
   * @throws RangeNotSatisfiableError, ObjectStoreError
   */
  async answer(
    job: JobView,
    role: ArtifactRole,
    conditions: FileConditions,
    disposition = 'inline',
  ): Promise<FileAnswer | undefined> {
    const path = this.jobs.artifactPath(job, role);
    if (path === undefined) return undefined;
    const place = await this.#placeOf(job, role, path);
    const artifact = job.artifacts.find((candidate) => candidate.role === role);
    if (place === undefined || artifact === undefined) return { kind: 'file', path };
    const mediaType = mediaTypeOf(artifact.fileName);
    if (this.config.objects?.downloads === 'redirect')
      return { kind: 'redirect', url: await this.objects.signedUrl(place, { mediaType, disposition }) };
    return this.#throughUs(place, artifact, conditions);
  }

  /** Closed by whoever opened it. @throws errors of the disk, or of the object storage at the first read */
  async open(job: JobView, role: ArtifactRole): Promise<ReadableFile> {
    const path = this.jobs.artifactPath(job, role) ?? '';
    const place = this.jobs.artifactObject(job, role);
    if (place === undefined) return this.files.openForReading(path);
    try {
      return await this.files.openForReading(path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      return new ObjectFile(this.objects, place, sizeOf(job, role));
    }
  }

  /** The whole file. Only for small ones. */
  async read(job: JobView, role: ArtifactRole): Promise<Buffer> {
    const size = sizeOf(job, role);
    const file = await this.open(job, role);
    try {
      const bytes = Buffer.alloc(size);
      for (let at = 0; at < size;) {
        const count = await file.read(bytes.subarray(at), at);
        if (count === 0) throw new Error('a file is shorter than its record says');
        at += count;
      }
      return bytes;
    } finally {
      await file.close();
    }
  }

  /** True where {@link open} will find a file of the recorded size, as far as this can be known without reading it. */
  async isThere(job: JobView, role: ArtifactRole): Promise<true | { size: number } | undefined> {
    const path = this.jobs.artifactPath(job, role);
    if (path === undefined) return undefined;
    if (this.jobs.artifactObject(job, role) !== undefined) return true;
    const stat = await this.files.stat(path);
    if (stat?.isFile !== true) return undefined;
    return stat.size === sizeOf(job, role) ? true : { size: stat.size };
  }

  /** Where the file must come from object storage; undefined where it is on the disk. */
  async #placeOf(job: JobView, role: ArtifactRole, path: string): Promise<ObjectPlace | undefined> {
    const place = this.jobs.artifactObject(job, role);
    if (place === undefined) return undefined;
    const isOnDisk = job.localCopyRemoved === undefined && (await this.files.stat(path))?.isFile === true;
    return isOnDisk ? undefined : place;
  }

  #throughUs(
    place: ObjectPlace,
    { size, sha256, fileName }: Artifact,
    conditions: FileConditions,
  ): FileAnswer {
    const etag = `"${sha256.slice(0, 32)}"`;
    const headers: Record<string, string> = {
      'content-type': mediaTypeOf(fileName),
      'accept-ranges': 'bytes',
      'cache-control': 'no-cache',
      etag,
    };
    const open = async (range?: { start: number; end: number }) => {
      const body = await this.objects.read(place, range);
      if (body === undefined) throw objectMissing();
      return body;
    };
    if (isSameVersion(conditions['if-none-match'], etag))
      return { kind: 'bytes', status: 304, headers, open };
    const applies = rangeApplies(conditions['if-range'], etag);
    const range = applies ? parseRange(conditions.range, size) : undefined;
    if (range === undefined)
      return { kind: 'bytes', status: 200, headers: { ...headers, 'content-length': String(size) }, open };
    const { start, end } = range;
    return {
      kind: 'bytes',
      status: 206,
      headers: {
        ...headers,
        'content-length': String(end - start + 1),
        'content-range': `bytes ${start}-${end}/${size}`,
      },
      open: () => open(range),
    };
  }
}

function sizeOf(job: JobView, role: ArtifactRole): number {
  return job.artifacts.find((candidate) => candidate.role === role)?.size ?? 0;
}

/** RFC 9110, section 13.1.2: a list of tags, weak ones count as well, `*` matches whatever is there. */
function isSameVersion(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag);
}
