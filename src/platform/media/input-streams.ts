import type { Stream } from 'node-av';

/** No playlists and no formats that refer to other files: FFmpeg would open what they name. */
export const INPUT_OPTIONS = {
  format_whitelist: 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,wav,mp3,ogg,flac,aac',
  protocol_whitelist: 'file',
};

const ATTACHED_PICTURE = 0x400;

/** Covers of songs are videos of one picture to FFmpeg. */
export function isPicture(stream: Stream | undefined): stream is Stream {
  return stream !== undefined && (stream.disposition & ATTACHED_PICTURE) === 0;
}
