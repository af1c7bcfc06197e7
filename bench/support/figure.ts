/** One line of the table: a figure, what was promised, and what this machine did. */
export interface Row {
  figure: string;
  /** As in the design's table; empty for a figure without a promise. */
  budget: string;
  measured: string;
  /** Undefined where nothing is promised. */
  isWithin: boolean | undefined;
  /** How the number came about, or what to compare it with. */
  note: string;
  /** Everything behind `measured`, with the unit in the name. */
  numbers: Readonly<Record<string, number | readonly number[] | string>>;
}

export interface Options {
  /** Fewer runs and smaller sizes, for CI. */
  isQuick: boolean;
  /** Also the cold start, from a fresh clone with an empty npm cache. */
  isCold: boolean;
}

/** Where a benchmark puts its files; emptied when it ends, however it ends. */
export interface Bench extends Options {
  /** An empty folder on the disk that the portal uses by default. */
  folder(name: string): string;
  /** Called when the figure is done, latest first, also after an error. */
  onEnd(clean: () => Promise<void> | void): void;
  log(line: string): void;
}

export interface Figure {
  /** As in `npm run bench -- <name>`. */
  name: string;
  /** Each measures on its own: where one fails, the others still tell theirs. */
  parts: readonly ((bench: Bench) => Promise<Row[]>)[];
}
