export type { MediaFacts } from './encoder-messages.js';
export { MediaEncoder, type MediaEncoderOptions } from './media-encoder.js';
export { MediaModule } from './media.module.js';
export {
  type AdoptedImage,
  type AdoptedVideo,
  type AdoptImageRequest,
  type AdoptVideoRequest,
  type EncodeRequest,
  MediaError,
  type SpriteSheet,
  type SpriteSheetRequest,
  type VideoDescription,
  type VideoMetadata,
} from './media.types.js';
