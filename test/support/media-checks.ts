import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const stream = z.object({
  frames: z.number(),
  samples: z.number(),
  width: z.number(),
  height: z.number(),
  sampleRate: z.number(),
  fps: z.number().nullable(),
  seconds: z.number(),
});
const media = z.object({ video: stream.nullable(), audio: stream.nullable() });

/** What a media file holds, with everything in it decoded. */
export function inspectMedia(path: string): z.infer<typeof media> {
  const out = execFileSync(process.execPath, [script('inspect-media.mjs'), path], { encoding: 'utf8' });
  return media.parse(JSON.parse(out));
}

/** All frames of a video as RGB, 8 bits a channel. @param folder for a temporary file */
export function framesOf(path: string, folder: string): Buffer {
  const raw = join(folder, 'decoded.rgb');
  execFileSync(process.execPath, [script('decode-video.mjs'), path, raw]);
  return readFileSync(raw);
}

/** One frame of {@link framesOf}. */
export function frameAt(frames: Buffer, size: { width: number; height: number }, index: number): Buffer {
  const bytes = size.width * size.height * 3;
  return frames.subarray(index * bytes, (index + 1) * bytes);
}

/** A WAV file, mono, 16 bits: a tone of 220 Hz whose loudness (0..1) a function of the seconds tells. */
export function wavOf(seconds: number, loudness: (second: number) => number, rate = 16_000): Buffer {
  const samples = Math.round(seconds * rate);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) {
    const value = 0.8 * loudness(i / rate) * Math.sin((2 * Math.PI * 220 * i) / rate);
    wav.writeInt16LE(Math.round(value * 32_767), 44 + i * 2);
  }
  return wav;
}
