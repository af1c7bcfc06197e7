/** Times that the driver of server engines keeps, in milliseconds. Tests make them short. */
export interface ServerTimings {
  /** How long a server may take to say how it is, beside a running job. */
  lookMs: number;
  /** Between two looks at a server that does not answer as it should. */
  lookEveryMs: number;
  /** Between two looks at the server of a synchronous job. */
  healthEveryMs: number;
  /** A server that says nothing but "no connection" for so long is dead; a job on it is noticed within 5 s. */
  deadMs: number;
  /** As {@link deadMs} for one that neither answers nor refuses: it may be busy. */
  silentMs: number;
  /** As {@link deadMs} for one that is alive, but answers no question about the job. */
  unwellMs: number;
  /** How long a submission may still come to its end after the job was told to stop. */
  submitGraceMs: number;
  /** How long a server may take to confirm a cancel that it has accepted. */
  cancelMs: number;
  /** How long a server is left alone that may work on a submission whose answer was lost. */
  doubtMs: number;
  /** From a result's arrival until the server is told to forget it: by then the portal has it for sure. */
  forgetMs: number;
  /** Wait of a busy server that names none. */
  busyMs: number;
  /** As {@link busyMs} where a job came ahead of the end of the one before it: that end is near. */
  aheadRefusedMs: number;
  /** How long a server of the portal's own, and what it started, may take to end by itself when the portal stops. */
  stopGraceMs: number;
  /** As {@link stopGraceMs} where a server is killed for a job, or has died and left others. */
  killGraceMs: number;
}

export const SERVER_TIMINGS: ServerTimings = {
  lookMs: 1500,
  lookEveryMs: 500,
  healthEveryMs: 1500,
  deadMs: 2500,
  silentMs: 30_000,
  unwellMs: 60_000,
  submitGraceMs: 5000,
  cancelMs: 120_000,
  doubtMs: 120_000,
  forgetMs: 30_000,
  busyMs: 2000,
  aheadRefusedMs: 50,
  stopGraceMs: 5000,
  killGraceMs: 1000,
};
