import { Module } from '@nestjs/common';
import { BatchesModule } from '../batches/index.js';
import { JobsModule } from '../jobs/index.js';
import { ArtifactFiles } from './artifact-files.js';
import { DownloadsService } from './downloads.service.js';
import { PublicFiles } from './public-files.js';

@Module({
  imports: [JobsModule, BatchesModule],
  providers: [ArtifactFiles, DownloadsService, PublicFiles],
  exports: [ArtifactFiles, DownloadsService, PublicFiles],
})
export class DownloadsModule {}
