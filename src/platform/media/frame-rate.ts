export interface FrameRate {
  num: number;
  den: number;
}

/** 1001 occurs in the rates of broadcasting (24000/1001). */
const MAX_DENOMINATOR = 1001;

/** The fraction nearest to `fps` with a small denominator, by its continued fraction; exact for 8, 12.5, 23.976. */
export function toFrameRate(fps: number): FrameRate {
  let before = { num: 0, den: 1 };
  let best = { num: 1, den: 0 };
  for (let rest = fps; ; rest = 1 / (rest - Math.floor(rest))) {
    const whole = Math.floor(rest);
    const next = { num: whole * best.num + before.num, den: whole * best.den + before.den };
    if (next.den > MAX_DENOMINATOR) return best;
    before = best;
    best = next;
    if (rest - whole < 1e-9 || Math.abs(best.num / best.den - fps) < 1e-9) return best;
  }
}
