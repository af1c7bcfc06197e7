import { type JobId, parseJobId } from '../../kernel/ids.js';

const PREFIX = 'video_';
const PATTERN = /^video_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The id of a job as OpenAI writes ids: `video_` and the 32 hexadecimal digits. */
export function toVideoId(id: JobId): string {
  return PREFIX + id.replaceAll('-', '');
}

/** Undefined for anything that {@link toVideoId} does not make. */
export function parseVideoId(text: string): JobId | undefined {
  const match = PATTERN.exec(text);
  return match === null ? undefined : parseJobId(match.slice(1).join('-'));
}
