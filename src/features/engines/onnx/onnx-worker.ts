/**
 * The process of one device. The networks' runs block its thread, and may crash it; the portal lives on.
 */
import { NodeFileSystem } from '../../../platform/storage/node-file-system.js';
import { sendToParent, serveParent } from '../../../platform/process/worker-side.js';
import { WorkerLoop } from './worker-loop.js';
import { type FromWorker, toWorkerSchema } from './worker-messages.js';

const loop = new WorkerLoop(new NodeFileSystem(), (message: FromWorker) => sendToParent(message));
serveParent((message) => loop.handle(toWorkerSchema.parse(message)));
