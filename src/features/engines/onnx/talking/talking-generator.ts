import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GenerationSpec } from '../../engine.port.js';
import { imageOf, type InputPaths, pathOf, videoOf, withInput } from '../conditioning.js';
import type { FrameFile } from '../frame-file.js';
import { livelinessOf, opennessOf } from './loudness-curve.js';
import { drawPose } from './portrait-warp.js';

export interface TalkingOptions {
  inputs: InputPaths;
  signal: AbortSignal;
  /** 0..1 of the frames. */
  onFrame: (part: number) => void;
  maxAudioSeconds: number;
}

const FRAMES_PER_REPORT = 8;

/**
 * A portrait that opens its mouth as loud as a sound is, for as long as the sound lasts.
 * @returns how many frames that were
 * @throws UnusableInputError, or the reason of the signal
 */
export async function generateTalking(
  spec: GenerationSpec,
  file: FrameFile,
  { inputs, signal, onFrame, maxAudioSeconds }: TalkingOptions,
): Promise<number> {
  const { fps } = spec;
  const { readLoudness } = await import('../../../../platform/media/read-loudness.js');
  const { levels } = await withInput('audio', () =>
    readLoudness(pathOf(inputs, 'audio'), { fps, maxSeconds: maxAudioSeconds }),
  );
  signal.throwIfAborted();
  const portrait = await portraitOf(spec, inputs);
  const openness = opennessOf(levels, fps);
  const liveliness = livelinessOf(openness, fps);
  const frame = new Uint8Array(portrait.length);
  for (let index = 0; index < levels.length; index += 1) {
    signal.throwIfAborted();
    const pose = { openness: openness[index] ?? 0, liveliness: liveliness[index] ?? 0, time: index / fps };
    drawPose(portrait, spec, pose, frame);
    await file.write(frame);
    if (index % FRAMES_PER_REPORT !== 0) continue;
    onFrame(index / levels.length);
    await nextTurn();
  }
  return levels.length;
}

/** The image, or the first frame of a video. */
async function portraitOf(spec: GenerationSpec, inputs: InputPaths): Promise<Uint8Array> {
  if (inputs.image !== undefined) return imageOf(inputs, 'image', spec);
  for await (const frame of videoOf(inputs, spec)) return frame;
  throw new Error('a video without frames was read');
}
