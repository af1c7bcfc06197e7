import { randomInt } from 'node:crypto';

const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export type Medium = 'video' | 'image';

const SUFFIXES: Readonly<Record<Medium, string>> = { video: '.mp4', image: '.png' };

/** Five groups of four letters and digits, as LightX2V makes them. */
export function newTaskId(): string {
  const group = () => Array.from({ length: 4 }, () => ID_LETTERS[randomInt(ID_LETTERS.length)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}

/**
 * What a result is called: the wanted name without anything that leads elsewhere, with an extension if it has none.
 * It is only compared and shown; where the file really lies does not depend on it.
 */
export function resultName(wanted: string | null | undefined, taskId: string, medium: Medium): string {
  const segments = segmentsOf(wanted ?? '');
  const name = segments.length > 0 ? segments.join('/') : segmentsOf(taskId).join('_') || 'result';
  return /[^/.][^/]*\.[^/.]+$/.test(name) ? name : `${name}${SUFFIXES[medium]}`;
}

export function baseName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The name that a path of a download stands for; undefined for one that leads out of the folder of results. */
export function downloadName(path: string): string | undefined {
  if (path.startsWith('/') || path.split(/[\\/]/).includes('..')) return undefined;
  return segmentsOf(path).join('/');
}

function segmentsOf(path: string): string[] {
  return path.split(/[\\/]+/).filter((segment) => !/^\.{0,2}$/.test(segment));
}

/** RFC 6266: the name in ASCII for old clients, and in full for all others (RFC 5987). */
export function disposition(kind: 'attachment' | 'inline', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  if (plain === name) return `${kind}; filename="${name}"`;
  const full = encodeURIComponent(name.toWellFormed()).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${full}`;
}
