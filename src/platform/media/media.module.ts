import { Global, Module } from '@nestjs/common';
import { MediaEncoder } from './media-encoder.js';

@Global()
@Module({
  providers: [{ provide: MediaEncoder, useFactory: () => new MediaEncoder() }],
  exports: [MediaEncoder],
})
export class MediaModule {}
