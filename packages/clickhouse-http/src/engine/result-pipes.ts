import { execFile } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Named pipes that the engine writes answers to, so that it waits for who reads them. */
export type ResultPipes = {
  /** Lends a pipe to one statement, until the engine has let go of it; there must be a free one. */
  use<T>(work: (pipe: ResultPipe) => Promise<T>): Promise<T>;
  readonly close: () => Promise<void>;
};

export type ResultPipe = {
  readonly path: string;
  /** Ends when the engine closes it. Destroyed, it lets the engine write on, to nobody. */
  readonly bytes: Socket;
};

/** How often a pipe that nobody reads any more is looked at. */
const FREE_EVERY_MS = 100;

/**
 * Pipes in a directory of their own, which nobody else can look into: what a kill left behind there is
 * removed. In the temporary directory where that disk has no pipes.
 */
export const openResultPipes = async (place: string, count: number): Promise<ResultPipes> => {
  const { directory, free } = await makePipes(place, count).catch(
    async () => await makePipes(await mkdtemp(join(tmpdir(), 'emberlog-sql-')), count),
  );
  return {
    use: async (work) => {
      const path = free.shift();
      if (path === undefined) throw new RangeError('there are more statements than pipes');
      const bytes = openPipe(path);
      let timer: NodeJS.Timeout | undefined;
      const onClose = (): void => {
        timer = setInterval(() => freeWriter(path), FREE_EVERY_MS);
      };
      bytes.once('close', onClose);
      try {
        return await work({ path, bytes });
      } finally {
        bytes.off('close', onClose).destroy();
        clearInterval(timer);
        free.push(path);
      }
    },
    close: async () => await rm(directory, { recursive: true, force: true }),
  };
};

const makePipes = async (
  directory: string,
  count: number,
): Promise<{ readonly directory: string; readonly free: string[] }> => {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const free = Array.from({ length: count }, (_, n) => join(directory, String(n)));
  await promisify(execFile)('mkfifo', ['-m', '600', ...free]);
  return { directory, free };
};

const READ_WITHOUT_WAITING = constants.O_RDONLY | constants.O_NONBLOCK;

/** Without waiting for the engine, which opens it once it has an answer. */
const openPipe = (path: string): Socket => {
  const fd = openSync(path, READ_WITHOUT_WAITING);
  const bytes = new Socket({ fd, readable: true, writable: false });
  // Who reads hears of it; nobody may be reading.
  bytes.on('error', () => undefined);
  return bytes;
};

const lost = Buffer.alloc(64 * 1_024);

/**
 * The engine opens a pipe again to tell an error of its format, and waits there, deaf to being ended,
 * for somebody who reads: this is somebody, for a moment.
 */
const freeWriter = (path: string): void => {
  try {
    const fd = openSync(path, READ_WITHOUT_WAITING);
    try {
      readSync(fd, lost);
    } finally {
      closeSync(fd);
    }
  } catch {
    // There is nothing to read yet, or no pipe any more.
  }
};
