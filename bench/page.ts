import { load } from './page-parts/load.ts';
import { memory } from './page-parts/memory.ts';
import { scrolling } from './page-parts/scrolling.ts';
import { updates } from './page-parts/updates.ts';
import { sync } from './page-parts/sync.ts';
import type { Figure } from './support/figure.ts';

/** The page in a real browser, on the real server. */
export const page: Figure = { name: 'page', parts: [load, updates, sync, scrolling, memory] };
