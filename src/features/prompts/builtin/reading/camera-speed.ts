import type { Finding, Reading } from './reading.js';
import { CAMERA_SPEEDS } from './speed.js';

/** How far from the movement its speed may stand, in words. */
const WORDS_BEFORE = 4;
const WORDS_BEHIND = 3;

/** The word of speed beside the movement. `the camera` is no thing of the scene. */
export function readCameraSpeed(reading: Reading): void {
  claimCameras(reading);
  const movement = reading.findings.find(({ path }) => path === 'camera.movement');
  if (movement === undefined) return;
  readBeside(reading, movement);
  if (/\bwhip[- ]pan/i.test(reading.text)) reading.parameters.camera.movement_speed ??= 'very fast';
}

function claimCameras(reading: Reading): void {
  const { tokens } = reading;
  for (const [at, { lower }] of tokens.entries()) {
    if (lower !== 'camera' || !reading.isFree(at)) continue;
    const hasArticle = /^(?:the|a|an)$/.test(tokens[at - 1]?.lower ?? '');
    reading.claim(hasArticle ? at - 1 : at, at + 1);
  }
}

function readBeside(reading: Reading, movement: Finding): void {
  const { tokens } = reading;
  const first = tokens.findIndex(({ start }) => start >= movement.start);
  const last = tokens.findLastIndex(({ end }) => end <= movement.end);
  const to = Math.min(tokens.length - 1, last + WORDS_BEHIND);
  for (let at = Math.max(0, first - WORDS_BEFORE); at <= to; at += 1) {
    const match = CAMERA_SPEEDS.matchAt(tokens, at);
    if (match === undefined || isApart(reading, movement, at, first)) continue;
    const end = at + match.length;
    reading.parameters.camera.movement_speed = match.value;
    reading.found('camera.movement_speed', match.value, tokens[at]?.start ?? 0, tokens[end - 1]?.end ?? 0);
    reading.claim(at, end);
    return;
  }
}

/** What stands between them makes them two things. */
function isApart({ text, tokens }: Reading, movement: Finding, at: number, first: number): boolean {
  const between =
    at < first ? text.slice(tokens[at]?.end, movement.start) : text.slice(movement.end, tokens[at]?.start);
  return /[,.;]/.test(between) || /\b(?:as|while|and)\b/.test(between);
}
