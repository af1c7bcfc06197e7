import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { DownloadsService } from './downloads.service.js';

@Module({ imports: [JobsModule], providers: [DownloadsService], exports: [DownloadsService] })
export class DownloadsModule {}
