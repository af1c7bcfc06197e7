import type { Parameters } from '../../sessions/index.js';
import type { Cosmos3Prompt } from './cosmos3.schema.js';

const DEFAULTS = { width: 1280, height: 720, fps: 24, frames: 189 };
const FPS = { min: 10, max: 30 };
const SECONDS = { min: 2, max: 10 };

/** Aspect ratios of the model, with a size of about 720 lines for each. */
const RATIOS = [
  { name: '16,9', width: 1280, height: 720 },
  { name: '9,16', width: 720, height: 1280 },
  { name: '4,3', width: 960, height: 720 },
  { name: '3,4', width: 720, height: 960 },
  { name: '1,1', width: 960, height: 960 },
] as const;

type Video = Pick<Cosmos3Prompt, 'resolution' | 'aspect_ratio' | 'duration' | 'fps'>;

/** The technical keys: what is stated, else the model's defaults (189 frames at 24 fps, 1280x720). */
export function videoKeys({ technical, timing }: Parameters): Video & { warnings: string[] } {
  const warnings: string[] = [];
  const within = (name: string, value: number, { min, max }: { min: number; max: number }) => {
    const rounded = Math.min(max, Math.max(min, Math.round(value)));
    if (rounded !== value)
      warnings.push(
        `${name}: Cosmos 3 takes whole numbers from ${min} to ${max}; ${rounded} stands for ${value}.`,
      );
    return rounded;
  };
  const fps = technical.fps === undefined ? DEFAULTS.fps : within('fps', technical.fps, FPS);
  const seconds =
    timing.duration_seconds === undefined
      ? Math.min(SECONDS.max, Math.max(SECONDS.min, Math.round(DEFAULTS.frames / fps)))
      : within('duration', timing.duration_seconds, SECONDS);
  const wanted = ratioOf(technical);
  const ratio = RATIOS.reduce((best, one) => (distance(one, wanted) < distance(best, wanted) ? one : best));
  if (distance(ratio, wanted) > 0.01)
    warnings.push(`aspect_ratio: the nearest that Cosmos 3 knows is ${ratio.name}.`);
  return {
    resolution: sizeOf(technical, ratio),
    aspect_ratio: ratio.name,
    duration: `${seconds}s`,
    fps,
    warnings,
  };
}

function distance({ width, height }: { width: number; height: number }, ratio: number): number {
  return Math.abs(Math.log(width / height / ratio));
}

function ratioOf({ width, height, aspect_ratio }: Parameters['technical']): number {
  if (width !== undefined && height !== undefined) return width / height;
  const [across = 0, down = 0] = (aspect_ratio ?? '').split(':').map(Number);
  return across > 0 && down > 0 ? across / down : DEFAULTS.width / DEFAULTS.height;
}

/** The side that is not stated follows from the aspect ratio. */
function sizeOf(
  { width, height }: Parameters['technical'],
  ratio: { width: number; height: number },
): Cosmos3Prompt['resolution'] {
  const W =
    width ??
    (height === undefined ? ratio.width : Math.max(1, Math.round((height * ratio.width) / ratio.height)));
  const H =
    height ??
    (width === undefined ? ratio.height : Math.max(1, Math.round((width * ratio.height) / ratio.width)));
  return { H, W };
}
