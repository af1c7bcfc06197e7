import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { FakeEngineServer } from './fake-engine-server.ts';

/**
 * The fake engine server as a process, started as real ones are. `--child` starts another process that outlives it if
 * nobody kills it, as workers of real engines do; `--exit` ends with this code at once; `--flood` writes so many
 * megabytes to each of its outputs before it listens, and goes on with one of each every tenth of a second.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'run-ms': { type: 'string' },
    cancel: { type: 'string' },
    'starting-probes': { type: 'string', default: '0' },
    child: { type: 'boolean', default: false },
    exit: { type: 'string' },
    flood: { type: 'string', default: '0' },
    model: { type: 'string' },
  },
});

if (values.exit !== undefined) {
  process.stderr.write('CUDA out of memory\n');
  process.exit(Number(values.exit));
}
process.stdout.write(`pid ${process.pid}\n`);
if (values.child) {
  // Leaves the group and ignores polite requests: the worst that a worker does.
  const child = spawn(process.execPath, ['-e', "process.on('SIGTERM',()=>{});setInterval(()=>{},1000)"], {
    detached: true,
    stdio: 'ignore',
  });
  process.stdout.write(`child ${child.pid}\n`);
}
/** As Python does: nothing else happens until somebody has read it. */
function flood(megabytes: number): void {
  for (let count = 0; count < megabytes * 10; count += 1)
    for (const output of [process.stderr, process.stdout]) output.write(`${'x'.repeat(99_999)}\n`);
}
if (values.flood !== '0') {
  flood(Number(values.flood));
  setInterval(() => flood(1), 100);
}
const fake = await FakeEngineServer.start({
  port: Number(values.port),
  startingProbes: Number(values['starting-probes']),
  ...(values['run-ms'] === undefined ? {} : { runMs: Number(values['run-ms']) }),
  ...(values.cancel === 'unsupported' ? { cancel: 'unsupported' as const } : {}),
});
process.stdout.write(
  `listening on ${fake.port} device ${process.env['CUDA_VISIBLE_DEVICES'] ?? 'none'} model ${values.model ?? 'none'} ` +
    `env ${Object.keys(process.env).sort().join(',')}\n`,
);
