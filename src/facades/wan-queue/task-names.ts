import { randomInt, randomUUID } from 'node:crypto';

const LONGEST_TASK = 64;

/** Local date and time: `20240815_123456`. */
function stamp(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${date}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}

/** `task_20240815_123456_789012`. The clock has no microseconds: the last three digits keep ids apart. */
export function newTaskId(at: Date): string {
  const micros = at.getMilliseconds() * 1000 + randomInt(1000);
  return `task_${stamp(at)}_${String(micros).padStart(6, '0')}`;
}

/** A name that nobody else gets, for a result. The client's `task` is a part of it, without what leads elsewhere. */
export function newFileName(task: string, at: Date): string {
  const kind = task
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+/, '')
    .slice(0, LONGEST_TASK);
  return `${kind === '' ? 'video' : kind}_${stamp(at)}_${randomUUID()}.mp4`;
}
