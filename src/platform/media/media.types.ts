import { z } from 'zod';

/** How a video was made, as it is kept inside the file. Names as in the HTTP interface. */
export const videoMetadataSchema = z.object({
  prompt: z.string(),
  negative_prompt: z.string(),
  seed: z.number(),
  steps: z.number(),
  guidance_scale: z.number(),
  width: z.number(),
  height: z.number(),
  num_frames: z.number(),
  fps: z.number(),
  model: z.string(),
  engine: z.string(),
});
export type VideoMetadata = z.infer<typeof videoMetadataSchema>;

export interface EncodeRequest {
  /** RGB, 8 bits a channel, frame after frame, without padding: numFrames * height * width * 3 bytes. */
  framesPath: string;
  /** Pixels, even: H.264 in yuv420p shares colour between two by two pixels. */
  width: number;
  height: number;
  numFrames: number;
  /** Frames a second. */
  fps: number;
  /** A file whose sound belongs to the video, from its start. */
  soundPath?: string;
  /** Written anew; neither is synced. */
  videoPath: string;
  posterPath: string;
  metadata: VideoMetadata;
  /** Aborted: the encoder is killed, and the files may be half-written. */
  signal?: AbortSignal;
}

/** A video file from outside: nothing about it is known or trusted. */
export interface AdoptVideoRequest {
  sourcePath: string;
  /** Written anew, as MP4 with H.264 (and AAC); neither is synced. */
  videoPath: string;
  posterPath: string;
  metadata: VideoMetadata;
  signal?: AbortSignal;
}

/** What a video from outside turned out to be. */
export interface AdoptedVideo {
  /** The extension that its content calls for. */
  container: 'mp4' | 'mov' | 'webm';
  /** False where its pictures were copied as they are. */
  isTranscoded: boolean;
  width: number;
  height: number;
  numFrames: number;
}

/** An image file from outside. */
export interface AdoptImageRequest {
  sourcePath: string;
  /** A small JPEG, written anew, not synced. */
  posterPath: string;
  signal?: AbortSignal;
}

export interface AdoptedImage {
  /** The extension that its content calls for. */
  format: 'png' | 'jpg' | 'webp';
  width: number;
  height: number;
}

/** Small pictures of a video in a grid. */
export interface SpriteSheetRequest {
  sourcePath: string;
  /** A JPEG, written anew, not synced. */
  sheetPath: string;
}

export interface SpriteSheet {
  columns: number;
  rows: number;
  /** At most columns * rows. */
  pictures: number;
  /** Of each picture, in pixels. */
  width: number;
  height: number;
}

export interface VideoDescription {
  width: number;
  height: number;
  numFrames: number;
  fps: number;
  durationSeconds: number;
  /** FFmpeg's name: `h264`. */
  codec: string;
}

/** A file could not be encoded or read. `code` carries the errno (`ENOSPC`) where there was one. */
export class MediaError extends Error {
  override readonly name = 'MediaError';

  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}
