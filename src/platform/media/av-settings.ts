import { Log } from 'node-av';
import { AV_LOG_ERROR } from 'node-av/constants';

/** FFmpeg tells what is wrong by its results; its log goes to standard error, of which only the end is kept. */
export function quietFfmpeg(): void {
  Log.setLevel(AV_LOG_ERROR);
}
