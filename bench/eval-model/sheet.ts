// A contact sheet: some frames of each clip side by side, with its prompt above.
import sharp from 'sharp';
import type { Clip } from './clips.ts';

const SHOWN = [0, 4, 8, 12, 16];
const CAPTION = 18; // pixels
const COLUMNS = 2;

export interface Shown {
  caption: string;
  clip: Clip;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string) => text.replaceAll(/[&<>]/g, (found) => ENTITIES[found] ?? found);

/** Writes a PNG with two clips a row. */
export async function writeSheet(path: string, shown: readonly Shown[]): Promise<void> {
  const { width, height } = shown[0]?.clip ?? { width: 1, height: 1 };
  const cell = { width: SHOWN.length * width + 8, height: height + CAPTION };
  const layers = shown.flatMap(({ caption, clip }, number) => {
    const left = (number % COLUMNS) * cell.width;
    const top = Math.floor(number / COLUMNS) * cell.height;
    const text =
      `<svg width="${cell.width}" height="${CAPTION}"><text x="3" y="13" font-family="sans-serif" font-size="11">` +
      `${escaped(caption)}</text></svg>`;
    const pictures = SHOWN.flatMap((index, place) => {
      const frame = clip.frames[index];
      if (frame === undefined) return [];
      const raw = { width, height, channels: 3 as const };
      return [{ input: Buffer.from(frame), raw, left: left + place * width, top: top + CAPTION }];
    });
    return [{ input: Buffer.from(text), left, top }, ...pictures];
  });
  const size = { width: COLUMNS * cell.width, height: Math.ceil(shown.length / COLUMNS) * cell.height };
  await sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(layers)
    .png({ palette: true, compressionLevel: 9 })
    .toFile(path);
}
