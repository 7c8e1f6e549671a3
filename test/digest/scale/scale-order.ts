/** What the process that sends is told, as its one argument. */
export type ScaleOrder = {
  readonly directory: string;
  readonly port: number;
  /** Papers of a day's list. */
  readonly papers: number;
  /** Mails under way at once. */
  readonly concurrency: number;
};

/** What it says at its end, as JSON. */
export type ScaleFigures = {
  /** From an opened log to a digest service that knows every subscriber. */
  readonly startMs: number;
  /** The round in which everybody was sent theirs. */
  readonly sendMs: number;
  /** User and system, of that round. */
  readonly sendCpuMs: number;
  /** A round in which nothing is due, the median of five. */
  readonly idleRoundMs: number;
  readonly rssAtStart: number;
  readonly rssMost: number;
};

/** At this instant all are due, and the clock of the bench begins. */
export const SCALE_NOW = Date.UTC(2026, 2, 10, 8, 59, 30);
