// `npm start`: sets up what is missing, then runs the server on Node 24.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { node, root, setUp } from './setup.mjs';

setUp();

const server = spawn(node, ['--enable-source-maps', join(root, 'dist', 'main.js')], {
  cwd: root,
  stdio: 'inherit',
  // File operations run on this pool; the default of 4 threads would make fsyncs wait for each other.
  env: { UV_THREADPOOL_SIZE: '32', ...process.env },
});

// The terminal sends Ctrl-C to the whole group; a service manager signals only this process.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
process.on('SIGINT', () => undefined);

server.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
