/**
 * Moves a portrait as if it spoke: a mouth that opens and a head that sways a little. An image warp, no model: it looks
 * for no face, but takes the mouth to be where portraits have it. The same portrait and numbers give the same bytes.
 */
export interface Pose {
  /** 0..1: how far the mouth is open. */
  openness: number;
  /** 0..1: how much the head moves. */
  liveliness: number;
  /** Seconds since the start. */
  time: number;
}

/** All in parts of the picture's width or height. */
const MOUTH = { x: 0.5, y: 0.66, halfWidth: 0.13, gap: 0.045, reach: 0.17 };
/** The head turns about the neck, which lies below most portraits' lower edge. */
const NECK = { x: 0.5, y: 1.1 };
const HEAD = { turn: 0.022, turnHertz: 0.6, nod: 0.008, nodHertz: 1.1 };
const MOUTH_COLOUR = [58, 20, 24] as const;

/** Where the mouth of a portrait is taken to be, in pixels; for tests and for people who cut their pictures to it. */
export function mouthBox(width: number, height: number) {
  const { x, y, halfWidth, gap } = MOUTH;
  return {
    left: Math.round((x - halfWidth) * width),
    right: Math.round((x + halfWidth) * width),
    top: Math.round((y - gap) * height),
    bottom: Math.round((y + gap) * height),
  };
}

/**
 * One frame.
 * @param portrait RGB, 8 bits a channel, width * height * 3 bytes
 * @param target as large; written over
 */
export function drawPose(
  portrait: Uint8Array,
  { width, height }: { width: number; height: number },
  pose: Pose,
  target: Uint8Array,
): void {
  if (pose.openness === 0 && pose.liveliness === 0) {
    target.set(portrait);
    return;
  }
  const turn = HEAD.turn * pose.liveliness * Math.sin(2 * Math.PI * HEAD.turnHertz * pose.time);
  const nod = HEAD.nod * height * pose.liveliness * Math.sin(2 * Math.PI * HEAD.nodHertz * pose.time);
  const [cos, sin] = [Math.cos(-turn), Math.sin(-turn)];
  const [neckX, neckY] = [NECK.x * width, NECK.y * height];
  const [mouthX, mouthY] = [MOUTH.x * width, MOUTH.y * height];
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      // Back to where the head was before it moved.
      const dx = x + 0.5 - neckX;
      const dy = y + 0.5 - neckY - nod;
      const u = (neckX + dx * cos - dy * sin - mouthX) / width;
      const v = (neckY + dx * sin + dy * cos - mouthY) / height;
      const { shift, inside } = openMouth(u, v, pose.openness);
      sample(
        portrait,
        width,
        height,
        mouthX + u * width - 0.5,
        mouthY + (v + shift) * height - 0.5,
        target,
        at,
      );
      if (inside > 0) blend(target, at, inside);
    }
  }
}

/** How a point near the mouth was moved by its opening, and how much of it is the inside of the mouth (0..1). */
function openMouth(u: number, v: number, openness: number): { shift: number; inside: number } {
  const across = 1 - (u / MOUTH.halfWidth) ** 2;
  if (across <= 0 || openness === 0) return { shift: 0, inside: 0 };
  // The lower jaw opens about twice as far as the upper lip rises.
  const gap = openness * MOUTH.gap * across * (v > 0 ? 1.3 : 0.7);
  const distance = Math.abs(v);
  if (distance >= MOUTH.reach) return { shift: 0, inside: 0 };
  const edge = 0.012;
  const inside = Math.min(1, Math.max(0, (gap - distance) / edge + 0.5)) * Math.min(1, gap / edge);
  const fade = distance <= gap ? 1 : 1 - (distance - gap) / (MOUTH.reach - gap);
  return { shift: -Math.sign(v) * Math.min(gap, distance) * fade, inside };
}

function blend(target: Uint8Array, at: number, part: number): void {
  for (let channel = 0; channel < 3; channel += 1) {
    const colour = target[at + channel] as number;
    target[at + channel] = Math.round(colour + ((MOUTH_COLOUR[channel] as number) - colour) * part);
  }
}

/** Between the four nearest pixels; beyond the edges the edge goes on. */
function sample(
  source: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  target: Uint8Array,
  at: number,
): void {
  const cx = Math.min(Math.max(x, 0), width - 1);
  const cy = Math.min(Math.max(y, 0), height - 1);
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const fx = cx - x0;
  const fy = cy - y0;
  const right = x0 < width - 1 ? 3 : 0;
  const below = y0 < height - 1 ? width * 3 : 0;
  const base = (y0 * width + x0) * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const i = base + channel;
    const top = (source[i] as number) * (1 - fx) + (source[i + right] as number) * fx;
    const bottom = (source[i + below] as number) * (1 - fx) + (source[i + below + right] as number) * fx;
    target[at + channel] = Math.round(top * (1 - fy) + bottom * fy);
  }
}
