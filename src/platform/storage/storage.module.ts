import { Global, Module } from '@nestjs/common';
import { FileSystemPort } from './file-system.port.js';
import { NodeFileSystem } from './node-file-system.js';
import { Storage } from './storage.js';

@Global()
@Module({
  providers: [{ provide: FileSystemPort, useClass: NodeFileSystem }, Storage],
  exports: [FileSystemPort, Storage],
})
export class StorageModule {}
