/**
 * `exact`: as the original does it. `superset`: all of that, and more. `partly`: some of it is refused. `left out`: there
 * is no such route here.
 */
export type Likeness = 'exact' | 'superset' | 'partly' | 'left out';

/** One route of a contract. */
export interface CompatibleRoute {
  /** As in `/openapi.json`: `GET /v1/tasks/{task_id}/status`. */
  route: string;
  likeness: Likeness;
  /** What differs, and why. */
  why?: string;
  /** Those that the contract names; `/openapi.json` must name them too. None where the route is left out. */
  statuses: readonly number[];
}

export interface Compatibility {
  title: string;
  /** Of the page in `docs/` that says more. */
  page: string;
  /** The tag of its routes in `/openapi.json`; routes that interfaces share have another. */
  tag: string;
  routes: readonly CompatibleRoute[];
}
