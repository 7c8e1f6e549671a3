/** What one run of the driver is to do. */
export type Instructions = {
  readonly dataDir: string;
  /** The first call to append; those before it were acknowledged. */
  readonly from: number;
  /** The call to stop before. */
  readonly until: number;
  /** Counts the runs on one directory. */
  readonly attempt: number;
  /** Records of one batch of the projector. */
  readonly maxBatch: number;
  /** Whether parts stay as they were inserted, so that every run makes the same calls. */
  readonly stopMerges: boolean;
  /** File to write a `Dump` to at the end, or null. */
  readonly dump: string | null;
};
