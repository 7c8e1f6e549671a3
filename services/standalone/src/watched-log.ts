import {
  LogUnavailableError,
  LogWriteError,
  type EventLog,
  type NewRecord,
  type Topic,
} from '@emberlog/event-log';
import type { Logger } from '@emberlog/service-kit';
import { diskTrouble } from './data-directory/disk-trouble.ts';

export type WatchedLogOptions<T extends string> = {
  readonly log: EventLog<T>;
  /** Directory of its files, for the sentence. */
  readonly path: string;
  /** Rejects with the system's error while the directory cannot be written. */
  readonly probe: () => Promise<void>;
  /** Bytes that can still be written there; throws the system's error where nothing can. */
  readonly free: () => number;
  /** Hears, as a sentence without its full stop, why events are refused; null when it is over. */
  readonly onTrouble: (trouble: string | null) => void;
  readonly logger: Logger;
};

export type WatchedLog<T extends string = Topic> = {
  readonly log: EventLog<T>;
  /** Why events are refused, or null. Looks again while they are: nobody may be sending any more. */
  readonly trouble: () => Promise<string | null>;
  /** Rejects with `LogWriteError` once its engine failed: then the process must end. */
  readonly failed: Promise<never>;
};

/** Kept free for what a commit copies beside its records. */
const RESERVE = 2 * 1024 * 1024;

/**
 * A log that finds out why an append failed, and takes no more until the reason is gone; none at all
 * once its engine failed.
 */
export const watchLog = <T extends string>(options: WatchedLogOptions<T>): WatchedLog<T> => {
  const { log, path, probe, free, onTrouble, logger } = options;
  let trouble: string | null = null;
  let needed = RESERVE;
  let looking: Promise<void> | null = null;
  let fail: (error: LogWriteError) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  let hasFailed = false;

  const set = (found: string | null): void => {
    if (found === trouble) return;
    trouble = found;
    onTrouble(found);
  };
  const look = async (): Promise<void> => {
    try {
      await probe();
      if (free() < needed) throw new NoSpaceError();
      needed = RESERVE;
      set(hasFailed ? FAILED : null);
    } catch (error) {
      const reason = diskTrouble(error, path) ?? 'the log cannot be written';
      set(`events are refused: ${reason}`);
    }
  };
  /** However many appends fail at a time, one look is enough. */
  const lookOnce = async (): Promise<void> => {
    looking ??= look().finally(() => (looking = null));
    await looking;
  };
  const current = async (): Promise<string | null> => {
    if (trouble !== null || hasFailed) await lookOnce();
    return trouble;
  };

  const hasRoom = (wanted: number): boolean => {
    try {
      return free() >= wanted;
    } catch {
      return false;
    }
  };

  return {
    trouble: current,
    failed,
    log: {
      ...log,
      append: async (records) => {
        // Refused without a try: a write that fails damages the memory of this process (LMDB words
        // its error in a buffer that is too small), so that it must not come to it.
        const wanted = RESERVE + 4 * bytesOf(records);
        if (trouble === null && !hasRoom(wanted)) {
          needed = wanted;
          await lookOnce();
        }
        const known = await current();
        if (known !== null) throw new LogUnavailableError(known);
        try {
          return await log.append(records);
        } catch (error) {
          logger.warn({ err: error }, 'append failed');
          if (error instanceof LogWriteError) {
            hasFailed = true;
            await lookOnce();
            fail(error);
          } else if (error instanceof LogUnavailableError) void lookOnce();
          throw error;
        }
      },
    },
  };
};

const FAILED = 'events are refused: a write failed';

const bytesOf = (records: readonly Pick<NewRecord, 'key' | 'value'>[]): number =>
  records.reduce((sum, { key, value }) => sum + key.length + value.byteLength, 0);

class NoSpaceError extends Error {
  override readonly name = 'NoSpaceError';
  readonly code = 'ENOSPC';
}
