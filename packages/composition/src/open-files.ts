import { readFile } from 'node:fs/promises';
import { StartRefusedError } from './start-refused-error.ts';

/** Files that log, engine and runtime may need at a time; a query opens those of many parts. */
const RESERVED = 512;
/** As many as the server grants by itself. */
const MOST_CONNECTIONS = 10_000;
/** Fewer connections are not worth a start. */
const LEAST_CONNECTIONS = 64;

/**
 * How many connections may be open at a time so that they never take the files that the log and the
 * engine need: at most 10,000. Throws where the process may open too few files for both.
 */
export const connectionLimit = (limit: number | null): number => {
  if (limit === null) return MOST_CONNECTIONS;
  if (limit < RESERVED + LEAST_CONNECTIONS) {
    throw new StartRefusedError(
      `this process may open ${limit} files, and needs ${RESERVED + LEAST_CONNECTIONS} or more. ` +
        'Raise the limit (ulimit -n), then start again.',
    );
  }
  return Math.min(MOST_CONNECTIONS, limit - RESERVED);
};

/** How many files this process may open; null where the system does not say or sets no limit. */
export const openFilesLimit = async (): Promise<number | null> => {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const found = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return found === undefined ? null : Number(found);
};
