/** How a picture is brought to another shape: cut at the edges, with black bars, or pulled. */
export type ResizeMode = 'crop' | 'letterbox' | 'stretch';

/** Pixels. */
export interface FrameSize {
  width: number;
  height: number;
  mode: ResizeMode;
}
