// `npm start`: sets up what is missing, then runs the server on Node 24.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, root, setUp } from './setup.mjs';

setUp();

// Threads for file operations: with the default of 4, fsyncs of independent jobs would wait for each other. A smaller
// space for young objects: it saves some 25 MB at rest.
const settings = JSON.parse(readFileSync(join(root, 'scripts', 'node-settings.json'), 'utf8'));

const server = spawn(node, [...settings.args, join(root, 'dist', 'main.js')], {
  cwd: root,
  stdio: 'inherit',
  env: { ...settings.env, ...process.env },
});

// The terminal sends Ctrl-C to the whole group; a service manager signals only this process.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
process.on('SIGINT', () => undefined);

// npm passes a signal on to its shell, and the shell to nobody: this then goes on without a parent, for ever.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    server.kill('SIGTERM');
  }, 500);
  watch.unref();
}

server.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
