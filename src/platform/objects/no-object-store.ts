import { ObjectStoreError, ObjectStorePort } from './object-store.port.js';

/** Where no storage is set up. */
export class NoObjectStore extends ObjectStorePort {
  readonly target = undefined;

  put(): Promise<never> {
    return this.#refuse();
  }

  sizeOf(): Promise<never> {
    return this.#refuse();
  }

  read(): Promise<never> {
    return this.#refuse();
  }

  remove(): Promise<never> {
    return this.#refuse();
  }

  signedUrl(): Promise<never> {
    return this.#refuse();
  }

  /** Reached only for results that an earlier start has moved there. */
  #refuse(): Promise<never> {
    const message = 'This result lies in object storage, and none is set up any more (S3_BUCKET).';
    return Promise.reject(new ObjectStoreError(message, false));
  }
}
