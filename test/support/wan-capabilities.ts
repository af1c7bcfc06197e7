import type { EngineCapabilities } from '../../src/features/engines/index.js';

/** What a server with Wan 2.1 takes: sizes of whole patches, frames in groups of four and one. */
export const WAN_CAPABILITIES: Partial<EngineCapabilities> = {
  tasks: ['text-to-video', 'image-to-video', 'video-to-video'],
  ranges: {
    width: { min: 16, max: 1280, multipleOf: 16 },
    height: { min: 16, max: 1280, multipleOf: 16 },
    numFrames: { min: 1, max: 241, multipleOf: 4, plus: 1 },
    fps: { min: 1, max: 60 },
    steps: { min: 1, max: 100 },
    guidanceScale: { min: 0, max: 20 },
  },
  model: 'Wan2.1-T2V-1.3B 1',
};
