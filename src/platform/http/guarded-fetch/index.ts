export { FetchError } from './fetch-error.js';
export {
  type AnswerHead,
  type Consume,
  type FetchRequest,
  GuardedFetch,
  type GuardedFetchOptions,
} from './guarded-fetch.js';
export { isPublicAddress } from './public-address.js';
