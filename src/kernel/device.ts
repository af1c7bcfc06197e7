/** One unit of generation capacity of an engine. `name` is unique in the portal (`cpu:0`, `cuda:1`). */
export interface DeviceDescription {
  name: string;
  kind: 'cpu' | 'cuda' | 'remote';
  /** Number within its kind; the `gpu_id` that clients see. */
  index: number;
}
