import type { CosmosSettings } from '../../../config/index.js';
import type { EngineCapabilities } from '../engine.port.js';
import { COSMOS3_SIZES } from './request-body.js';

const fixed = (value: number) => ({ min: value, max: value });

const PREDICT1 = { width: 1280, height: 704, numFrames: 121, fps: 24, steps: 35, guidanceScale: 7 };

/** The preview API takes a prompt and nothing else: every other value is the service's own. */
const PREDICT1_CAPABILITIES: EngineCapabilities = {
  tasks: ['text-to-video'],
  model: 'Cosmos Predict1',
  cancel: 'none',
  progress: 'percent',
  ranges: {
    width: fixed(PREDICT1.width),
    height: fixed(PREDICT1.height),
    numFrames: fixed(PREDICT1.numFrames),
    fps: fixed(PREDICT1.fps),
    steps: fixed(PREDICT1.steps),
    guidanceScale: fixed(PREDICT1.guidanceScale),
  },
  defaults: { ...PREDICT1, negativePrompt: '' },
};

const COSMOS3_CAPABILITIES: EngineCapabilities = {
  tasks: ['text-to-video', 'image-to-video', 'video-to-video', 'text-to-image'],
  model: 'Cosmos 3',
  cancel: 'none',
  progress: 'none',
  sizes: COSMOS3_SIZES.map(({ width, height }) => ({ width, height })),
  ranges: {
    width: { min: 480, max: 1280 },
    height: { min: 480, max: 1280 },
    numFrames: { min: 25, max: 397, multipleOf: 4, plus: 1 },
    fps: { min: 1, max: 60 },
    steps: { min: 1, max: 100 },
    guidanceScale: { min: 1, max: 7 },
  },
  defaults: {
    width: 1280,
    height: 720,
    numFrames: 189,
    fps: 24,
    steps: 35,
    guidanceScale: 6,
    negativePrompt: '',
  },
};

export function cosmosCapabilities(form: CosmosSettings['body']): EngineCapabilities {
  switch (form) {
    case 'predict1':
      return PREDICT1_CAPABILITIES;
    case 'transfer':
      return { ...COSMOS3_CAPABILITIES, tasks: ['video-to-video'], model: 'Cosmos Transfer' };
    case 'cosmos3':
      return COSMOS3_CAPABILITIES;
  }
}
