import { createRequire } from 'node:module';

/** Of the package, wherever this was compiled to: `src/api/system` and `dist/api/system` lie equally deep. */
const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };

export const VERSION = version;
