export { inputPath } from './input-path.js';
