import { execFile } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Named pipes that the engine writes answers to, so that it waits for who reads them. */
export type ResultPipes = {
  /** Lends a pipe to one statement; there must be a free one. */
  use<T>(work: (pipe: ResultPipe) => Promise<T>): Promise<T>;
  readonly close: () => Promise<void>;
};

export type ResultPipe = {
  readonly path: string;
  /** Ends when the engine closes it. Destroyed, it lets the engine write on, to nobody. */
  readonly bytes: Socket;
};

/** Pipes in a directory that nobody else can look into. */
export const openResultPipes = async (count: number): Promise<ResultPipes> => {
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-sql-'));
  const free = Array.from({ length: count }, (_, n) => join(directory, String(n)));
  await promisify(execFile)('mkfifo', ['-m', '600', ...free]);
  return {
    use: async (work) => {
      const path = free.shift();
      if (path === undefined) throw new RangeError('there are more statements than pipes');
      const bytes = openPipe(path);
      try {
        return await work({ path, bytes });
      } finally {
        bytes.destroy();
        free.push(path);
      }
    },
    close: async () => await rm(directory, { recursive: true, force: true }),
  };
};

/** Without waiting for the engine, which opens it once it has an answer. */
const openPipe = (path: string): Socket => {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = new Socket({ fd, readable: true, writable: false });
  // Who reads hears of it; nobody may be reading.
  bytes.on('error', () => undefined);
  return bytes;
};
