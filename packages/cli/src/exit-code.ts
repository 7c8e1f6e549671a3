/** What the exit code of the command says. */
export const EXIT = {
  accepted: 0,
  /** Did not finish; the same command goes on where it stopped. */
  unfinished: 1,
  usage: 2,
  /** Finished, and some lines were rejected. */
  rejected: 3,
  interrupted: 130,
} as const;

/** The command was called wrongly; the message says what to give. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
