/**
 * The process that encodes and reads videos: FFmpeg and libvips are native code and shall not be able to take the
 * portal down.
 */
import { errnoOf, messageOf } from '../../kernel/errors.js';
import { sendToParent, serveParent } from '../process/worker-side.js';
import { NodeFileSystem } from '../storage/node-file-system.js';
import { adoptImage } from './adopt-image.js';
import { adoptVideo } from './adopt-video.js';
import { quietFfmpeg } from './av-settings.js';
import { bmpToPng } from './bmp-to-png.js';
import { encodeVideo } from './encode-video.js';
import { type FromEncoder, type ToEncoder, toEncoderSchema } from './encoder-messages.js';
import { lookAtFile } from './look-at-file.js';
import { restrainSharp } from './sharp-settings.js';
import { makeSpriteSheet } from './sprite-sheet.js';
import { inspect } from './video-inspection.js';

const MAX_MESSAGE_LENGTH = 2000;

quietFfmpeg();
restrainSharp();

const files = new NodeFileSystem();

async function answer(order: ToEncoder): Promise<FromEncoder> {
  const { id } = order;
  try {
    switch (order.type) {
      case 'inspect':
        return { type: 'inspected', id, inspection: inspect(order.path) };
      case 'adopt-video':
        return { type: 'video-adopted', id, video: await adoptVideo(order) };
      case 'adopt-image':
        return { type: 'image-adopted', id, image: await adoptImage(order) };
      case 'sprite-sheet':
        return { type: 'sprite-sheet-made', id, sheet: await makeSpriteSheet(order) };
      case 'bmp-to-png':
        await bmpToPng(files, order);
        return { type: 'png-made', id };
      case 'look':
        return { type: 'looked', id, facts: await lookAtFile(order) };
      case 'encode':
        await encodeVideo(files, order);
        return { type: 'encoded', id };
    }
  } catch (error) {
    const errno = errnoOf(error);
    const message = messageOf(error).slice(0, MAX_MESSAGE_LENGTH);
    return { type: 'failed', id, message, ...(errno === undefined ? {} : { errno: errno.slice(0, 20) }) };
  }
}

serveParent(async (message) => sendToParent(await answer(toEncoderSchema.parse(message))));
