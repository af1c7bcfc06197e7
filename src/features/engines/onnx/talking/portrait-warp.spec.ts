import { describe, expect, it } from 'vitest';
import { drawPose, mouthBox, type Pose } from './portrait-warp.js';

const SIZE = { width: 60, height: 80 };
const portrait = Uint8Array.from(
  { length: 60 * 80 * 3 },
  (_, at) => 128 + Math.round(100 * Math.sin(at / 40)),
);
const still: Pose = { openness: 0, liveliness: 0, time: 1.3 };

function drawn(pose: Partial<Pose>): Uint8Array {
  const target = new Uint8Array(portrait.length);
  drawPose(portrait, SIZE, { ...still, ...pose }, target);
  return target;
}

/** How much the red differs inside of the mouth's box, and in the upper third. */
function changes(a: Uint8Array, b: Uint8Array) {
  const { left, right, top, bottom } = mouthBox(SIZE.width, SIZE.height);
  const count = { inside: 0, above: 0 };
  for (let y = 0; y < SIZE.height; y += 1) {
    for (let x = 0; x < SIZE.width; x += 1) {
      const at = (y * SIZE.width + x) * 3;
      const difference = Math.abs((a[at] ?? 0) - (b[at] ?? 0));
      if (x >= left && x < right && y >= top && y < bottom) count.inside += difference;
      else if (y < SIZE.height / 3) count.above += difference;
    }
  }
  return count;
}

describe('drawPose', () => {
  it('leaves the portrait as it is at rest, to the byte', () => {
    expect(drawn({})).toEqual(portrait);
  });

  it('opens the mouth further and further, and leaves the forehead alone', () => {
    const [little, wide] = [
      changes(drawn({ openness: 0.3 }), portrait),
      changes(drawn({ openness: 1 }), portrait),
    ];
    expect(little.inside).toBeGreaterThan(0);
    expect(wide.inside).toBeGreaterThan(little.inside);
    expect([little.above, wide.above]).toEqual([0, 0]);
  });

  it('is dark in the middle of an open mouth', () => {
    const { left, right, top, bottom } = mouthBox(SIZE.width, SIZE.height);
    const at = (Math.round((top + bottom) / 2) * SIZE.width + Math.round((left + right) / 2)) * 3;
    expect([...drawn({ openness: 1 }).subarray(at, at + 3)]).toEqual([58, 20, 24]);
  });

  it('moves the whole head when it is lively', () => {
    expect(changes(drawn({ liveliness: 1, time: 0.4 }), portrait).above).toBeGreaterThan(200);
  });

  it('gives the same bytes again', () => {
    expect(drawn({ openness: 0.7, liveliness: 0.4 })).toEqual(drawn({ openness: 0.7, liveliness: 0.4 }));
  });
});
