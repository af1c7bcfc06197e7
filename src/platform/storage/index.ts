export {
  FileSystemPort,
  type FileStat,
  type FolderEntry,
  type OpenFile,
  type OpenMode,
  type ReadableFile,
  type ScannedFile,
} from './file-system.port.js';
export { fileBlob } from './file-blob.js';
export { claimFolder } from './folder-claim.js';
export { type FolderReport, testFolder, type TestedFolder, UnfitFolderError } from './folder-self-test.js';
export { type DecodedJournal, decodeLines, encodeLine } from './journal-lines.js';
export { GroupLog, type LogPlace } from './group-log.js';
export { NodeFileSystem } from './node-file-system.js';
export { NotInsideError, openInside } from './open-inside.js';
export { isStorageFull, Storage, type FileDigest } from './storage.js';
export { StorageModule } from './storage.module.js';
