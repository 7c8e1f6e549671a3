import { TOPICS } from '../event-log.ts';
import type { PartitionBounds, RecordPosition, Topic } from '../event-log.ts';

/** The end of every partition: the offset its next record gets. */
export type PartitionEnds = {
  /** Null where there is no such partition. */
  bounds(topic: Topic, partition: number): PartitionBounds | null;
  all(): readonly PartitionBounds[];
  /** Whether a record lies there. */
  holds(position: RecordPosition): boolean;
  /** Counts offsets upwards from the ends as they are now; the ends themselves stay. */
  counter(): (topic: Topic, partition: number) => number;
  /** Moves the ends behind records that became durable. */
  include(positions: readonly RecordPosition[]): void;
  /** Reads every end anew. */
  reload(): void;
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
    counter() {
      const taken = new Map<string, number>();
      return (topic, partition) => {
        const name = nameOf(topic, partition);
        const offset = taken.get(name) ?? bounds(topic, partition)?.end ?? 0;
        taken.set(name, offset + 1);
        return offset;
      };
    },
    include(positions) {
      for (const { topic, partition, offset } of positions) {
        ends.set(nameOf(topic, partition), { topic, partition, first: 0, end: offset + 1 });
      }
    },
  };
}

const nameOf = (topic: Topic, partition: number): string => `${topic}/${partition}`;
