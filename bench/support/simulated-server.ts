// The compiled portal in a process of its own, with an engine that only lets time pass, or with the real one watched.
import { join } from 'node:path';
import { createSimulatedEngine } from '../../test/support/simulated-engine.ts';
import type { Config } from '../../src/config/index.js';
import type { EnginePort } from '../../src/features/engines/index.js';
import { load } from './build.ts';
import type { MeasuredRun, SimulatedServerSettings, ToServer } from './messages.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as SimulatedServerSettings;
const runs: MeasuredRun[] = [];
/** The same for all processes of this machine. */
const now = () => performance.timeOrigin + performance.now();

async function makeEngines(config: Config): Promise<EnginePort[]> {
  if (settings.engine.kind === 'onnx') {
    const { createEngines } = await load<typeof import('../../src/features.js')>('features.js');
    return createEngines(config);
  }
  const { devices, msPerStep, progressSteps, tasks } = settings.engine;
  const able = tasks === undefined ? {} : { capabilities: { tasks } };
  const parts = await load<typeof import('../../src/features/engines/index.js')>('features/engines/index.js');
  const runMs = (spec: { steps: number }) => spec.steps * msPerStep;
  return [createSimulatedEngine(parts, { devices, progressSteps, runMs, output: 'video', ...able })];
}

/** Writes down when each run starts and ends, as the device's owner sees it. */
function watch(engine: EnginePort): void {
  const generate = engine.generate.bind(engine);
  engine.generate = async (spec, context) => {
    const run = { device: context.device.name, startedAt: now(), endedAt: Number.NaN };
    try {
      return await generate(spec, context);
    } finally {
      run.endedAt = now();
      runs.push(run);
    }
  };
}

const { loadConfig } = await load<typeof import('../../src/config/index.js')>('config/index.js');
const config = loadConfig({
  PORT: '0',
  LOG_LEVEL: 'warn',
  DATA_DIR: join(settings.folder, 'data'),
  SESSIONS_DIR: join(settings.folder, 'sessions'),
  STATIC_DIR: join(settings.folder, 'static'),
  ...settings.env,
});
const { Portal } = await load<typeof import('../../src/portal.js')>('portal.js');
const engines = await makeEngines(config);
for (const engine of engines) watch(engine);
const portal = await Portal.start(config, { engines });
await portal.recovered;

process.on('message', (message: ToServer) => {
  if (message.type === 'runs') process.send?.({ type: 'runs', runs: runs.splice(0) });
});
process.on('disconnect', () => process.exit());
process.send?.({ type: 'ready', url: portal.urls[0] });
