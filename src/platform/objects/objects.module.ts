import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { NoObjectStore } from './no-object-store.js';
import { ObjectStorePort } from './object-store.port.js';

/** The SDK is loaded only where a bucket is set: it costs memory and time at start. */
async function createObjectStore({ objects }: Config): Promise<ObjectStorePort> {
  if (objects === undefined) return new NoObjectStore();
  const { S3ObjectStore } = await import('./s3-object-store.js');
  return new S3ObjectStore(objects);
}

@Global()
@Module({
  providers: [{ provide: ObjectStorePort, useFactory: createObjectStore, inject: [CONFIG] }],
  exports: [ObjectStorePort],
})
export class ObjectsModule {}
