import { TOPICS } from '../event-log.ts';
import type { PartitionBounds, RecordPosition, Topic } from '../event-log.ts';

/** The end of every partition: the offset its next record gets. */
export type PartitionEnds = {
  /** Null where there is no such partition. */
  bounds(topic: Topic, partition: number): PartitionBounds | null;
  all(): readonly PartitionBounds[];
  /** Whether a record lies there. */
  holds(position: RecordPosition): boolean;
  /** Hands out offsets from the ends on; the ends stay where they are until it is confirmed. */
  reserve(): Reservation;
  /** Reads every end anew. */
  reload(): void;
};

/** Offsets handed out for records that are not durable yet. */
type Reservation = {
  next(topic: Topic, partition: number): number;
  /** The records are durable: moves the ends behind them. */
  confirm(): void;
};

export function createPartitionEnds(
  partitions: number,
  readEnd: (topic: Topic, partition: number) => number,
): PartitionEnds {
  const ends = new Map<string, PartitionBounds>();
  const reload = (): void => {
    for (const topic of TOPICS) {
      for (let partition = 0; partition < partitions; partition += 1) {
        // Nothing is ever removed, so that every partition begins at 0.
        const bounds = { topic, partition, first: 0, end: readEnd(topic, partition) };
        ends.set(nameOf(topic, partition), bounds);
      }
    }
  };
  reload();

  const bounds = (topic: Topic, partition: number): PartitionBounds | null =>
    ends.get(nameOf(topic, partition)) ?? null;

  return {
    bounds,
    reload,
    all: () => [...ends.values()],
    holds: ({ topic, partition, offset }) =>
      Number.isInteger(offset) && offset >= 0 && offset < (bounds(topic, partition)?.end ?? 0),
    reserve() {
      const reserved = new Map<string, PartitionBounds>();
      return {
        next(topic, partition) {
          const name = nameOf(topic, partition);
          const offset = (reserved.get(name) ?? ends.get(name))?.end ?? 0;
          reserved.set(name, { topic, partition, first: 0, end: offset + 1 });
          return offset;
        },
        confirm() {
          for (const [name, bounds] of reserved) ends.set(name, bounds);
        },
      };
    },
  };
}

const nameOf = (topic: Topic, partition: number): string => `${topic}/${partition}`;
