import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Before anything else is loaded: the second start then spends no time on compiling what did not change.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)));

const { ConfigError, loadConfig, loadDotEnv } = await import('./config/index.js');
const { runPortal } = await import('./run-portal.js');

try {
  loadDotEnv();
  await runPortal(loadConfig());
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else
    process.stderr.write(
      `Reelsmith could not start: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  process.exit(1);
}
