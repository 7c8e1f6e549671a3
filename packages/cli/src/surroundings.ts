import type { Readable } from 'node:stream';

/** What the command reads and writes besides files and HTTP. */
export type Surroundings = {
  /** Without the names of node and of the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** Calls `stop` when the user asks to stop. */
  readonly onInterrupt: (stop: () => void) => void;
};
