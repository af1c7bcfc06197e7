import type { ComponentType } from 'react';

/** A part of the page with an address of its own: `#/run`, `#/run/<batch>`. */
export interface Area {
  /** First part of the address, without slashes. What follows it is the area's own. */
  path: string;
  /** In the navigation and the title of the window. */
  title: string;
  /** Its code is loaded when it is first shown. */
  load: () => Promise<ComponentType>;
}

/** In the order of the navigation. */
export const AREAS: readonly Area[] = [
  {
    path: 'tune',
    title: 'Tune',
    load: () => import('../tune/tune-area.js').then(({ TuneArea }) => TuneArea),
  },
  { path: 'run', title: 'Run', load: () => import('../run/run-area.js').then(({ RunArea }) => RunArea) },
  {
    path: 'compare',
    title: 'Compare',
    load: () => import('../compare/compare-area.js').then(({ CompareArea }) => CompareArea),
  },
  {
    path: 'gallery',
    title: 'Gallery',
    load: () => import('../gallery/gallery-area.js').then(({ GalleryArea }) => GalleryArea),
  },
  {
    path: 'machines',
    title: 'Machines',
    load: () => import('../machines/machines-area.js').then(({ MachinesArea }) => MachinesArea),
  },
];

/**
 * Where the page opens: from here an idea is a video with one field and one button, and "Enhance" beside it already makes
 * more of the words. Tune, which takes four steps to the same place, is for those who want to know what each word does.
 */
export const FIRST_AREA = 'run';
