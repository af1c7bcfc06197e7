import { Module } from '@nestjs/common';
import { MediaModule } from '../../platform/media/index.js';
import { BatchesModule } from '../batches/index.js';
import { JobsModule } from '../jobs/index.js';
import { ArtifactFiles } from './artifact-files.js';
import { DownloadsService } from './downloads.service.js';
import { PublicFiles } from './public-files.js';
import { SpriteSheets } from './sprite-sheets.js';

@Module({
  imports: [JobsModule, BatchesModule, MediaModule],
  providers: [ArtifactFiles, DownloadsService, PublicFiles, SpriteSheets],
  exports: [ArtifactFiles, DownloadsService, PublicFiles, SpriteSheets],
})
export class DownloadsModule {}
