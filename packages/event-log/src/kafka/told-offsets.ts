import { setTimeout as pause } from 'node:timers/promises';
import type { LogRecord, RecordPosition } from '../event-log.ts';

/** What a group's members have handled, told to Kafka now and then. Nothing is resumed from it. */
export type ToldOffsets<T extends string> = {
  readonly handled: (records: readonly LogRecord<T>[]) => void;
  /** Forgets what was not told yet, as when its partitions are another's. */
  readonly forget: () => void;
  /** Tells what was not told yet, for the last time. */
  readonly close: () => Promise<void>;
};

const TELL_EVERY_MS = 5_000;
const LAST_WORD_MS = 1_000;

/** `commit` gets the offset that comes next in each partition; what it throws is nobody's trouble. */
export const createToldOffsets = <T extends string>(
  commit: (next: readonly RecordPosition<T>[]) => Promise<void>,
): ToldOffsets<T> => {
  const untold = new Map<string, RecordPosition<T>>();
  let telling: Promise<void> | null = null;
  const tell = async (): Promise<void> => {
    const next = [...untold.values()];
    untold.clear();
    // A group that is sharing out its partitions takes none: more come with the next records.
    if (next.length > 0) await commit(next).catch(() => undefined);
  };
  const timer = setInterval(() => {
    telling ??= tell().finally(() => {
      telling = null;
    });
  }, TELL_EVERY_MS);
  timer.unref();
  return {
    handled: (records) => {
      for (const [at, { topic, partition, offset }] of records.entries()) {
        // Records of a partition lie together: the last of them tells it.
        const next = records[at + 1];
        if (next?.partition === partition && next.topic === topic) continue;
        untold.set(`${topic} ${partition}`, { topic, partition, offset: offset + 1 });
      }
    },
    forget: () => untold.clear(),
    close: async () => {
      clearInterval(timer);
      const last = (telling ?? Promise.resolve()).then(tell);
      // A broker that is gone must not hold up the end.
      await Promise.race([last, pause(LAST_WORD_MS, undefined, { ref: false })]);
    },
  };
};
