/** Rows beside those in view that are rendered too, so that scrolling shows no gaps. */
const SPARE_ROWS = 2;

export interface Box {
  width: number;
  height: number;
  scrollTop: number;
}

export interface Layout {
  columns: number;
  rows: number;
  /** First and last row to render, the last one not included. */
  from: number;
  to: number;
  /** The last row that can be seen. */
  lastSeen: number;
}

/** Which rows of a grid of equal tiles have to be there. All lengths in pixels. */
export function layoutOf(count: number, box: Box, tile: { minWidth: number; height: number }): Layout {
  const columns = Math.max(1, Math.floor(box.width / tile.minWidth));
  const rows = Math.ceil(count / columns);
  const firstSeen = Math.max(0, Math.min(rows - 1, Math.floor(box.scrollTop / tile.height)));
  const lastSeen = Math.min(rows - 1, Math.floor((box.scrollTop + box.height) / tile.height));
  return {
    columns,
    rows,
    from: Math.max(0, firstSeen - SPARE_ROWS),
    to: Math.max(0, Math.min(rows, lastSeen + 1 + SPARE_ROWS)),
    lastSeen,
  };
}

/** Where the arrow keys lead from a tile; undefined for other keys, and at the edges. */
export function stepTo(key: string, index: number, count: number, columns: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -index,
    End: count - 1 - index,
  };
  const step = steps[key];
  if (step === undefined || step === 0) return undefined;
  const target = index + step;
  return target >= 0 && target < count ? target : undefined;
}
