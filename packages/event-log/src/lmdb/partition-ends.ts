import type { PartitionBounds, RecordPosition } from '../event-log.ts';

/** The bounds of every partition; its end is the offset its next record gets. */
export type PartitionEnds<T extends string> = {
  /** Null where there is no such partition. */
  bounds(topic: T, partition: number): PartitionBounds<T> | null;
  all(): readonly PartitionBounds<T>[];
  /** Whether a record lies there. */
  holds(position: RecordPosition<T>): boolean;
  /** What lies before `first` is gone; the end stays. */
  cut(first: RecordPosition<T>): void;
  /** Hands out offsets from the ends on; the ends stay where they are until it is confirmed. */
  reserve(): Reservation<T>;
  /** Reads all anew. */
  reload(): void;
};

/** Offsets handed out for records that are not durable yet. */
type Reservation<T extends string> = {
  next(topic: T, partition: number): number;
  /** The records are durable: moves the ends behind them. */
  confirm(): void;
};

export function createPartitionEnds<T extends string>(
  topics: readonly T[],
  partitions: number,
  readBounds: (topic: T, partition: number) => Pick<PartitionBounds, 'first' | 'end'>,
): PartitionEnds<T> {
  const ends = new Map<string, PartitionBounds<T>>();
  const reload = (): void => {
    for (const topic of topics) {
      for (let partition = 0; partition < partitions; partition += 1) {
        const stored = readBounds(topic, partition);
        ends.set(nameOf(topic, partition), { topic, partition, ...stored });
      }
    }
  };
  reload();

  const bounds = (topic: T, partition: number): PartitionBounds<T> | null =>
    ends.get(nameOf(topic, partition)) ?? null;

  return {
    bounds,
    reload,
    all: () => [...ends.values()],
    holds: ({ topic, partition, offset }) => {
      const { first, end } = bounds(topic, partition) ?? { first: 0, end: 0 };
      return Number.isInteger(offset) && offset >= first && offset < end;
    },
    cut({ topic, partition, offset: first }) {
      const found = bounds(topic, partition);
      if (found !== null) ends.set(nameOf(topic, partition), { ...found, first });
    },
    reserve() {
      const reserved = new Map<string, { topic: T; partition: number; end: number }>();
      return {
        next(topic, partition) {
          const name = nameOf(topic, partition);
          const offset = (reserved.get(name) ?? ends.get(name))?.end ?? 0;
          reserved.set(name, { topic, partition, end: offset + 1 });
          return offset;
        },
        confirm() {
          for (const [name, moved] of reserved) {
            ends.set(name, { first: ends.get(name)?.first ?? 0, ...moved });
          }
        },
      };
    },
  };
}

const nameOf = (topic: string, partition: number): string => `${topic}/${partition}`;
