import type { FactTable } from '@emberlog/clickhouse';
import type { EventLog, PartitionBounds, RecordPosition } from '@emberlog/event-log';
import type { PartitionLag } from '@emberlog/metrics';
import type { CheckedTable } from '../checks/check-tables.ts';
import type { Ends } from '../tenure/pipeline.ts';

export type LagOptions = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** How long to wait for one record, ms. @default 500 */
  readonly patienceMs?: number;
};

/** What the log holds, of the partitions this process has, and the tables do not. */
export type Lag = {
  /** These partitions, from these positions on, and no others. */
  readonly resumed: (tables: readonly Pick<CheckedTable, 'table' | 'points'>[]) => void;
  readonly committed: (table: FactTable, ends: Ends) => void;
  /** Rejects when the log cannot be asked for its ends. */
  readonly read: () => Promise<readonly PartitionLag[]>;
};

/** A partition's first record that is not projected; its time once that is known. */
type Awaited = { readonly offset: number; readonly seenAt: number; appended: number | null };

/**
 * Compares the positions of the tables with the ends of the log. Of the oldest record missing the age
 * is read from the log, once; where that takes too long it is the time since it was first missed.
 */
export const createLag = (options: LagOptions): Lag => {
  const { log, clock, patienceMs = 500 } = options;
  const next = new Map<FactTable, Map<number, number>>();
  const missed = new Map<string, Awaited>();

  const ageOf = async (position: RecordPosition): Promise<number> => {
    const { topic, partition, offset } = position;
    const name = `${topic} ${partition}`;
    const before = missed.get(name);
    const record: Awaited =
      before?.offset === offset ? before : { offset, seenAt: clock(), appended: null };
    missed.set(name, record);
    record.appended ??= await timeOf(position);
    return Math.max(0, clock() - (record.appended ?? record.seenAt)) / 1_000;
  };
  const timeOf = async (position: RecordPosition): Promise<number | null> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs);
    });
    const asked = log.read(position).then(
      (record) => record?.appended ?? null,
      () => null,
    );
    return await Promise.race([asked, late]).finally(() => clearTimeout(timer));
  };

  const lagOf = async (bound: PartitionBounds, offset: number): Promise<PartitionLag> => {
    const { topic, partition, first, end } = bound;
    const from = Math.max(first, offset);
    const records = Math.max(0, end - from);
    const seconds = records === 0 ? 0 : await ageOf({ topic, partition, offset: from });
    return { topic: topic.slice(TOPIC_PREFIX.length), partition, records, seconds };
  };

  return {
    resumed: (tables) => {
      next.clear();
      for (const { table, points } of tables) {
        next.set(table, new Map(points.map((point) => [point.partition, point.next])));
      }
    },
    committed: (table, ends) => {
      const offsets = next.get(table);
      for (const [partition, end] of ends) offsets?.set(partition, end);
    },
    read: async () => {
      const bounds = await log.bounds();
      return await Promise.all(
        [...next].flatMap(([table, offsets]) =>
          bounds
            .filter(({ topic }) => topic === `${TOPIC_PREFIX}${table}`)
            .flatMap((bound) => {
              const offset = offsets.get(bound.partition);
              return offset === undefined ? [] : [lagOf(bound, offset)];
            }),
        ),
      );
    },
  };
};

const TOPIC_PREFIX = 'emberlog.';
