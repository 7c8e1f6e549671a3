/** What the exit code of the command says. */
export const EXIT = {
  done: 0,
  /** Did not finish; the same command goes on where it stopped, or may be given again. */
  unfinished: 1,
  usage: 2,
  /** Finished, and something was not as it should be: rejected lines, letters that stay, a trouble. */
  attention: 3,
  /** There is no such thing. */
  absent: 4,
  /** The server will not do this to the thing as it is. */
  refused: 5,
  interrupted: 130,
} as const;

/** The command was called wrongly; the message says what to give. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
