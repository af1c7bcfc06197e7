import { randomBytes } from 'node:crypto';

export type WanTask = 'text-to-video' | 'image-to-video' | 'video-to-video';

const PREFIXES: Readonly<Record<WanTask, string>> = {
  'text-to-video': 'text2video',
  'image-to-video': 'img2video',
  'video-to-video': 'vid2video',
};

/** `job_1705314600_0123456789abcdef` */
export function newJobName(at: Date): string {
  return `job_${Math.floor(at.getTime() / 1000)}_${randomBytes(8).toString('hex')}`;
}

/** `text2video_20240115_103045_01234567.mp4`, in local time. */
export function newOutputName(task: WanTask, at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  return `${PREFIXES[task]}_${date}_${time}_${randomBytes(4).toString('hex')}.mp4`;
}

/** Seconds, in UTC: `2024-01-15T10:30:00Z`. */
export function rfc3339(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
