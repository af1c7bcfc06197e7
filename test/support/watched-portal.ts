import { join } from 'node:path';

/**
 * Stands for a portal that is killed: `node watched-portal.ts <build> <data folder> <program> <arguments...>` starts the
 * program as a server of its own, writes what that writes, and waits to be killed.
 */
const [build = '', dataDir = '', ...command] = process.argv.slice(2);
const { WatchedProcesses } = await import(join(build, 'platform/process/watched-processes.js'));
const { NodeFileSystem } = await import(join(build, 'platform/storage/node-file-system.js'));

const processes = new WatchedProcesses({ files: new NodeFileSystem(), dataDir, purpose: 'test' });
await processes.spawn({
  command,
  env: { PATH: process.env['PATH'] ?? '' },
  onOutput: (text: string) => process.stdout.write(text),
});
setInterval(() => undefined, 1000);
