import { DeviceFaultError, EnginePort, EngineRefusedError } from '../../src/features/engines/index.js';
import { OnnxEngine } from '../../src/features/engines/onnx/onnx.engine.js';
import { builtModule, TINY_ONNX_MODEL } from '../support/built-module.js';
import { createSimulatedEngine } from '../support/simulated-engine.js';
import { describeEngine } from './engine.suite.js';

describeEngine('onnx', {
  make: () =>
    new OnnxEngine({
      modelDir: TINY_ONNX_MODEL,
      devices: 'cpu:2',
      deviceConcurrency: 1,
      workerModulePath: builtModule('features/engines/onnx/onnx-worker.js'),
    }),
  quick: (spec) => ({ ...spec, steps: 1 }),
  endless: (spec) => ({ ...spec, steps: 100_000 }),
});

/** The double that other tests stand on must keep the same promises. */
describeEngine('simulated', {
  make: () =>
    createSimulatedEngine(
      { EnginePort, EngineRefusedError, DeviceFaultError },
      { devices: 2, runMs: (spec) => (spec.steps === 100 ? 60_000 : 5), progressSteps: 2 },
    ),
  quick: (spec) => ({ ...spec, steps: 1 }),
  endless: (spec) => ({ ...spec, steps: 100 }),
});
