import type { BatchState, JobProgress, JobState, NumberRange } from '../api/types.js';

/** `0:07`, `3:20`, `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** How long something took: `0.4 s`, `3:20`. */
export function duration(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : clock(seconds);
}

/** `20 s`, `4 min`, `1.5 h`: for estimates, which are not exact to the second. */
export function roughly(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}

/** `20 to 30 s`; one figure where both ends read the same. */
export function etaRange({ low, high }: { low: number; high: number }): string {
  const from = roughly(low);
  const to = roughly(high);
  if (from === to) return `about ${to}`;
  const [fromFigure, fromUnit] = from.split(' ');
  return fromUnit === to.split(' ')[1] ? `${fromFigure} to ${to}` : `${from} to ${to}`;
}

/** `denoising 12/20`. */
export function stageText(progress: JobProgress): string {
  const { stage, step, total_steps: total } = progress;
  return typeof step === 'number' && typeof total === 'number' ? `${stage} ${step}/${total}` : stage;
}

/** `8 to 64, in steps of 8`; `5 to 49 (a multiple of 4, plus 1)`. */
export function rangeText({ min, max, multiple_of: multiple, plus }: NumberRange): string {
  const range = min === max ? `only ${min}` : `${min} to ${max}`;
  if (min === max || typeof multiple !== 'number' || multiple <= 1) return range;
  return typeof plus === 'number' && plus > 0
    ? `${range} (a multiple of ${multiple}, plus ${plus})`
    : `${range}, in steps of ${multiple}`;
}

/** `0.4 MB`, `12 MB`. */
export function fileSize(bytes: number): string {
  const megabytes = bytes / 1e6;
  return `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MB`;
}

/** Text with its number: `1 prompt`, `3 prompts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

// Made once: making one takes longer than formatting a thousand times with it.
const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** Today by its time, other days by date and time. */
export function moment(iso: string, now: Date): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const time = TIME.format(date);
  if (date.toDateString() === now.toDateString()) return time;
  return `${DAY.format(date)}, ${time}`;
}

export const JOB_STATE_TEXT: Record<JobState, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  expired: 'Expired',
};

export const BATCH_STATE_TEXT: Record<BatchState, string> = {
  processing: 'Running',
  complete: 'Complete',
  partial: 'Partly done',
  failed: 'Failed',
};

export function isFinal(state: JobState): boolean {
  return state !== 'queued' && state !== 'running';
}
