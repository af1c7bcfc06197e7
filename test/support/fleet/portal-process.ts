// The compiled portal in a process of its own, with devices that only let time pass: `node portal-process.ts '<JSON>'`.
// Settings come from the environment, as those of the real one; what the engine is like from the argument.
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createSimulatedEngine } from '../simulated-engine.ts';

interface EngineSettings {
  name?: string;
  devices?: number;
  msPerStep?: number;
  model?: string;
  progressSteps?: number;
  /** Largest width that it takes. */
  maxWidth?: number;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const dist = resolve(root, process.env['BUILD_DIR'] ?? 'dist');
const load = async <Module>(path: string) => (await import(pathToFileURL(join(dist, path)).href)) as Module;

const engines = JSON.parse(process.argv[2] ?? '[{}]') as EngineSettings[];
const parts =
  await load<typeof import('../../../src/features/engines/index.js')>('features/engines/index.js');
const { loadConfig } = await load<typeof import('../../../src/config/index.js')>('config/index.js');
const { runPortal } = await load<typeof import('../../../src/run-portal.js')>('run-portal.js');
const { SIMULATED_CAPABILITIES } = await import('../simulated-engine.ts');

try {
  await runPortal(loadConfig(), {
    engines: engines.map(({ name, devices = 1, msPerStep = 5, model, progressSteps = 2, maxWidth = 64 }) => {
      const { ranges } = SIMULATED_CAPABILITIES;
      return createSimulatedEngine(parts, {
        ...(name === undefined ? {} : { name }),
        devices,
        progressSteps,
        output: 'video',
        runMs: ({ steps }) => steps * msPerStep,
        capabilities: {
          ranges: { ...ranges, width: { ...ranges.width, max: maxWidth } },
          ...(model === undefined ? {} : { model }),
        },
      });
    }),
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
