export { ArtifactFiles, type FileConditions } from './artifact-files.js';
export type { BatchManifest, ManifestJob } from './batch-manifest.js';
export { RangeNotSatisfiableError } from './byte-range.js';
export { DownloadsModule } from './downloads.module.js';
export { type BatchZip, DownloadsService } from './downloads.service.js';
export { PublicFiles } from './public-files.js';
export { SpriteSheets } from './sprite-sheets.js';
