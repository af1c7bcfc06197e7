export { localIsoTime } from '../../platform/http/local-time.js';
