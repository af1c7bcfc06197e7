export { Fleet } from './fleet.js';
export type { Peer } from './peers.js';
