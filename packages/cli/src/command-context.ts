import type { Surroundings } from './surroundings.ts';

/** What every command of the program is given. */
export type CommandContext = {
  readonly to: Surroundings;
  /** Takes the exit code. */
  readonly done: (code: number) => void;
};
