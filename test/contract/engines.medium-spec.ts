import {
  DeviceFaultError,
  EngineBusyError,
  EnginePort,
  EngineRefusedError,
  isDetach,
  NotAcceptedError,
  RemoteJobLostError,
} from '../../src/features/engines/index.js';
import { OnnxEngine } from '../../src/features/engines/onnx/onnx.engine.js';
import { builtModule, TINY_ONNX_MODEL } from '../support/built-module.js';
import { createSimulatedEngine, type Outcome } from '../support/simulated-engine.js';
import { SimulatedServer } from '../support/simulated-server.js';
import { describeEngine } from './engine.suite.js';
import { describeRemoteEngine } from './engine-remote.suite.js';

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

const remote = { EngineBusyError, NotAcceptedError, RemoteJobLostError, isDetach };

describeRemoteEngine('simulated', () => {
  const server = new SimulatedServer();
  let end: Outcome | undefined;
  const engines: ReturnType<typeof createSimulatedEngine>[] = [];
  const endAll = (outcome: Outcome) => {
    end = outcome;
    for (const engine of engines) for (const run of engine.active) run.end(outcome);
  };
  return Promise.resolve({
    open: async () => {
      const engine = createSimulatedEngine(
        { EnginePort, EngineRefusedError, DeviceFaultError, remote },
        { kind: 'remote', server, output: 'video', onStart: (run) => end && run.end(end) },
      );
      engines.push(engine);
      await engine.open();
      return engine;
    },
    jobs: () => server.list,
    finish: () => endAll({ kind: 'done' }),
    forgetAll: () => server.forgetAll(),
    fillUp: () => endAll({ kind: 'busy' }),
    vanish: () => endAll({ kind: 'not-accepted' }),
    close: () => Promise.resolve(),
  });
});
