import type { Freshness, OffsetVector } from '@emberlog/api';
import { FACT_TABLES, type FactTable } from '@emberlog/clickhouse';
import { LogUnavailableError, type EventLog } from '@emberlog/event-log';
import { TOPIC_OF } from './model-position.ts';

export type FreshnessOptions = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** ms UTC. */
  readonly clock: () => number;
};

/** How fresh an answer at a position is, when asked. */
export type ReadFreshness = (ends: OffsetVector) => Promise<Freshness>;

/**
 * Compares positions with the log, which knows what is not included yet. While it cannot be reached,
 * `data_as_of` is null unless it was known, and `lag_seconds` the least that it can be.
 */
export const createFreshness = ({ log, clock }: FreshnessOptions): ReadFreshness => {
  const read = async (table: FactTable, partition: number, offset: number) =>
    await log.read({ topic: TOPIC_OF[table], partition, offset });

  // What a position includes does not change, and one position is asked for over and over.
  let last: { readonly ends: string; readonly newest: Promise<number> } | null = null;
  const newestIncluded = async (ends: OffsetVector): Promise<number> => {
    const asked = JSON.stringify(ends);
    if (last?.ends !== asked) last = { ends: asked, newest: readNewest(ends) };
    try {
      const newest = await last.newest;
      // Of an empty log.
      if (!Number.isFinite(newest)) last = null;
      return newest;
    } catch (error) {
      last = null;
      throw error;
    }
  };
  const readNewest = async (ends: OffsetVector): Promise<number> => {
    const records = await Promise.all(
      FACT_TABLES.flatMap((table) =>
        ends[table].map(async (end, partition) =>
          end === 0 ? null : await read(table, partition, end - 1),
        ),
      ),
    );
    return Math.max(...records.flatMap((record) => (record === null ? [] : [record.appended])));
  };

  // While a record cannot be read, it is at least as old as our knowledge of it.
  const heardOf = new Map<string, { readonly offset: number; readonly at: number }>();
  const appendTime = async (
    table: FactTable,
    partition: number,
    offset: number,
  ): Promise<number> => {
    const name = `${table} ${partition}`;
    const before = heardOf.get(name);
    const heard = before?.offset === offset ? before : { offset, at: clock() };
    heardOf.set(name, heard);
    const record = await unlessUnreachable(read(table, partition, offset));
    return record?.appended ?? heard.at;
  };

  const oldestMissing = async (ends: OffsetVector): Promise<number> => {
    const bounds = await log.bounds();
    const times = await Promise.all(
      FACT_TABLES.flatMap((table) =>
        bounds
          .filter(({ topic }) => topic === TOPIC_OF[table])
          .map(async ({ partition, first, end }) => {
            const next = Math.max(ends[table][partition] ?? 0, first);
            return next < end
              ? await appendTime(table, partition, next)
              : Number.POSITIVE_INFINITY;
          }),
      ),
    );
    return Math.min(...times);
  };

  return async (ends) => {
    const [newest, oldest] = await Promise.all([
      unlessUnreachable(newestIncluded(ends)),
      oldestMissing(ends),
    ]);
    return {
      data_as_of: Number.isFinite(newest) ? new Date(newest ?? 0).toISOString() : null,
      lag_seconds: Number.isFinite(oldest) ? Math.max(0, clock() - oldest) / 1_000 : 0,
    };
  };
};

/** Null where the log cannot be reached. */
const unlessUnreachable = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof LogUnavailableError) return null;
    throw error;
  }
};
