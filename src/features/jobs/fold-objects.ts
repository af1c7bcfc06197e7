import type { JobEvent } from './job-event.js';
import type { JobRecord, ResultPlace } from './job.types.js';

type EventOf<Type extends JobEvent['type']> = Extract<JobEvent, { type: Type }>;
type CopyEvent = EventOf<'uploaded' | 'upload-lost' | 'local-copy-removed' | 'objects-removed'>;

/** Copies elsewhere change nothing about the state, and an event that does not fit changes nothing at all. */
export function applyToObjects(record: JobRecord, event: CopyEvent | EventOf<'upload-started'>): JobRecord {
  const { objects } = record;
  if (event.type !== 'upload-started')
    return objects === undefined ? record : applyToCopy(record, objects, event);
  const isWanted = record.state === 'succeeded' && record.filesRemoved === undefined;
  if (!isWanted || objects !== undefined) return record;
  return { ...record, objects: { bucket: event.bucket, folder: event.folder } };
}

function applyToCopy(record: JobRecord, { uploadedAt, ...place }: ResultPlace, event: CopyEvent): JobRecord {
  const isWhole = uploadedAt !== undefined;
  const isOnDisk = record.localCopyRemoved === undefined && record.filesRemoved === undefined;
  switch (event.type) {
    case 'uploaded':
      return isWhole ? record : { ...record, objects: { ...place, uploadedAt: event.at } };
    case 'upload-lost':
      // Without files on disk, the record of where they were is all that is left.
      return isWhole && isOnDisk ? { ...record, objects: place } : record;
    case 'local-copy-removed':
      return isWhole && isOnDisk ? { ...record, localCopyRemoved: { at: event.at } } : record;
    case 'objects-removed': {
      const { objects: _gone, ...others } = record;
      return record.filesRemoved === undefined ? record : others;
    }
  }
}
