/** Sound at or below this share of its loudest part does not open the mouth. */
const FLOOR = 0.06;
/** Root mean square below which a recording counts as silence, however loud the rest: -50 dB. */
const SILENCE = 0.003;
/** Loudest part that counts as full; single bangs above it do not make speech whisper. */
const LOUD_QUANTILE = 0.95;
/** Seconds in which the mouth opens and closes most of its way. */
const ATTACK = 0.03;
const RELEASE = 0.09;

/**
 * How far a mouth is open in each frame, 0..1, from how loud the sound is in it: relative to the recording's own loud
 * parts, quick to open and a little slower to close. Closed in silence.
 */
export function opennessOf(levels: Float32Array, fps: number): Float32Array {
  const full = Math.max(quantile(levels, LOUD_QUANTILE), SILENCE);
  const opening = 1 - Math.exp(-1 / (fps * ATTACK));
  const closing = 1 - Math.exp(-1 / (fps * RELEASE));
  let open = 0;
  return levels.map((level) => {
    const relative = level < SILENCE ? 0 : Math.min(1, Math.max(0, (level / full - FLOOR) / (1 - FLOOR)));
    // Loudness is felt as about the root of the level.
    const wanted = Math.sqrt(relative);
    open += (wanted - open) * (wanted > open ? opening : closing);
    return open < 0.01 ? 0 : open;
  });
}

function quantile(values: Float32Array, part: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/**
 * How much the head moves in each frame, 0..1: follows the mouth over about half a second, so that it is still in
 * silence and does not twitch.
 */
export function livelinessOf(openness: Float32Array, fps: number): Float32Array {
  const step = 1 - Math.exp(-1 / (fps * 0.5));
  let lively = 0;
  return openness.map((open) => {
    lively += (open - lively) * step;
    return lively < 0.005 ? 0 : lively;
  });
}
