export { MediaEncoder, type MediaEncoderOptions } from './media-encoder.js';
export { MediaModule } from './media.module.js';
export { type EncodeRequest, MediaError, type VideoDescription, type VideoMetadata } from './media.types.js';
