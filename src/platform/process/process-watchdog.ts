import { messageOf } from '../../kernel/errors.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { killMarked } from './marked-processes.js';
import { sendToParent } from './worker-side.js';

/**
 * The program that outlives the portal by a moment: when the portal is gone, however, it kills the marked processes
 * that the portal had started, and ends. Its argument is what their marks begin with.
 */
const [prefix] = process.argv.slice(2);
if (prefix === undefined || prefix === '') throw new Error('a mark is needed');

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => {
  killMarked(new NodeFileSystem(), prefix).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`, () => process.exit(1));
    },
  );
});
sendToParent('ready');
