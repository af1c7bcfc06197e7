/** One unit of generation capacity of an engine. `name` is unique in the portal (`cpu:0`, `cuda:1`, `lightx2v:0`). */
export interface DeviceDescription {
  name: string;
  kind: 'cpu' | 'cuda' | 'remote';
  /** Number within its kind; the `gpu_id` that clients see. Of a group, its first. */
  index: number;
  /** The GPUs of a group that work on one job together (`cuda:0+1`); absent for a single one. */
  members?: readonly number[];
  /** Where it is, for people: `10.0.0.7:8000`. Never with credentials. Also how a server is known again. */
  detail?: string;
}
