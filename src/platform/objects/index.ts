export { NoObjectStore } from './no-object-store.js';
export {
  type NewObject,
  type ObjectPlace,
  type ObjectRange,
  ObjectStoreError,
  ObjectStorePort,
  type SignedDownload,
} from './object-store.port.js';
export { CheckedContent, ContentChangedError } from './checked-content.js';
export { ObjectsModule } from './objects.module.js';
