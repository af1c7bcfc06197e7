import { describe, expect, it } from 'vitest';
import { classOf, toldEnginesSchema } from './engine-class.js';
import type { EngineCapabilities } from './engine.port.js';

const ALL: Required<EngineCapabilities> = {
  tasks: ['text-to-video', 'text-to-image'],
  ranges: {
    width: { min: 16, max: 64, multipleOf: 16 },
    height: { min: 16, max: 64, multipleOf: 16 },
    numFrames: { min: 1, max: 33, multipleOf: 4, plus: 1 },
    fps: { min: 1, max: 60 },
    steps: { min: 1, max: 50 },
    guidanceScale: { min: 1, max: 20 },
  },
  sizes: [{ width: 64, height: 32 }],
  cancel: 'step',
  progress: 'steps',
  defaults: {
    width: 64,
    height: 64,
    numFrames: 17,
    fps: 8,
    steps: 16,
    guidanceScale: 3,
    negativePrompt: 'blurred',
  },
  taskDefaults: { 'text-to-image': { numFrames: 1 } },
  unusedRoles: { 'image-to-video': ['last-image'], 'video-to-video': [] },
  model: 'test 1',
};

describe('what a process tells of its engines', () => {
  it('is all there when another one has read it, so that both call its class the same', () => {
    const told = [{ name: 'onnx', capabilities: ALL, devices: ['host/cpu:0'] }];
    const read = toldEnginesSchema.parse(JSON.parse(JSON.stringify(told)));
    expect(read).toEqual(told);
    expect(classOf('onnx', read[0]?.capabilities ?? ALL).id).toBe(classOf('onnx', ALL).id);
  });

  it('may be more than this version knows of: its class keeps the name that it has there', () => {
    const capabilities = { ...ALL, holograms: true };
    const id = classOf('onnx', capabilities).id;
    const [read] = toldEnginesSchema.parse([{ name: 'onnx', capabilities, devices: [], class: id }]);
    expect(read).toMatchObject({ class: id, capabilities: ALL });
    expect(read?.capabilities).not.toHaveProperty('holograms');
  });
});
