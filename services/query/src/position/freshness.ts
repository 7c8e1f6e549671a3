import type { Freshness, OffsetVector } from '@emberlog/api';
import { FACT_TABLES, type FactTable } from '@emberlog/clickhouse';
import type { EventLog, LogRecord } from '@emberlog/event-log';
import { TOPIC_OF } from './model-position.ts';

export type FreshnessOptions = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** ms UTC. */
  readonly clock: () => number;
};

/** How fresh an answer at a position is, when asked. */
export type ReadFreshness = (ends: OffsetVector) => Promise<Freshness>;

/** Compares positions with the log, which knows what is not included yet. */
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
      // Nothing was read: of an empty log, or of one that may be reached later.
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
    return Math.max(...appendTimes(records));
  };

  const oldestMissing = async (ends: OffsetVector): Promise<readonly (LogRecord | null)[]> => {
    const bounds = await log.bounds();
    return await Promise.all(
      FACT_TABLES.flatMap((table) =>
        bounds
          .filter(({ topic }) => topic === TOPIC_OF[table])
          .map(async ({ partition, first, end }) => {
            const next = Math.max(ends[table][partition] ?? 0, first);
            return next < end ? await read(table, partition, next) : null;
          }),
      ),
    );
  };

  return async (ends) => {
    const [newest, missing] = await Promise.all([newestIncluded(ends), oldestMissing(ends)]);
    const oldest = Math.min(...appendTimes(missing));
    return {
      data_as_of: Number.isFinite(newest) ? new Date(newest).toISOString() : null,
      lag_seconds: Number.isFinite(oldest) ? Math.max(0, clock() - oldest) / 1_000 : 0,
    };
  };
};

const appendTimes = (records: readonly (LogRecord | null)[]): readonly number[] =>
  records.flatMap((record) => (record === null ? [] : [record.appended]));
