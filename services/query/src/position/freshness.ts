import type { Freshness, OffsetVector } from '@emberlog/api';
import { FACT_TABLES, type FactTable } from '@emberlog/clickhouse';
import { LogUnavailableError, type EventLog } from '@emberlog/event-log';
import { LRUCache } from 'lru-cache';
import { jsonOf } from '../list/json-of.ts';
import { TABLE_OF, TOPIC_OF, type ModelPosition } from './model-position.ts';

export type FreshnessOptions = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** ms UTC. */
  readonly clock: () => number;
};

/** How fresh answers are. */
export type FreshnessSource = {
  /** Of an answer at a position. */
  readonly read: (ends: OffsetVector) => Promise<Freshness>;
  /** Remembers of a position, which was read from the tables, when its newest record was logged. */
  readonly note: (model: Pick<ModelPosition, 'ends' | 'newestLogged'>) => void;
};

/** Positions whose newest record is remembered: the current one, and those that lists are pinned to. */
const REMEMBERED = 64;
const RECORDS_REMEMBERED = 10_000;

/** What a log on servers may take for one record, ms: an answer does not wait longer for its freshness. */
const PATIENCE_MS = 1_000;

/**
 * Compares positions with the log, which knows what is not included yet. While it cannot be reached,
 * `data_as_of` is null unless it was known, and `lag_seconds` the least that it can be.
 */
export const createFreshness = ({ log, clock }: FreshnessOptions): FreshnessSource => {
  // Records do not change, and many answers ask for the same ones.
  const appended = new LRUCache<string, Promise<number | null>>({ max: RECORDS_REMEMBERED });
  const read = async (
    table: FactTable,
    partition: number,
    offset: number,
  ): Promise<number | null> => {
    const place = `${table} ${partition} ${offset}`;
    const known = appended.get(place);
    if (known !== undefined) return await known;
    const asked = log
      .read({ topic: TOPIC_OF[table], partition, offset })
      .then((record) => record?.appended ?? null);
    appended.set(place, asked);
    asked.catch(() => appended.delete(place));
    return await withinPatience(asked);
  };

  // What a position includes does not change. A log on servers is slow to be asked for one record.
  const newestOf = new LRUCache<string, { readonly newest: number }>({ max: REMEMBERED });
  const readNewest = async (ends: OffsetVector): Promise<number> => {
    const times = await Promise.all(
      FACT_TABLES.flatMap((table) =>
        ends[table].map(async (end, partition) =>
          end === 0 ? null : await read(table, partition, end - 1),
        ),
      ),
    );
    const newest = Math.max(...times.map((time) => time ?? Number.NEGATIVE_INFINITY));
    newestOf.set(jsonOf(ends), { newest });
    return newest;
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
    return (await unlessUnreachable(read(table, partition, offset))) ?? heard.at;
  };

  const oldestMissing = async (ends: OffsetVector): Promise<number> => {
    const missing: Promise<number>[] = [];
    for (const { topic, partition, first, end } of await log.bounds()) {
      const table = TABLE_OF.get(topic);
      if (table === undefined) continue;
      const next = Math.max(ends[table][partition] ?? 0, first);
      if (next < end) missing.push(appendTime(table, partition, next));
    }
    return missing.length === 0
      ? Number.POSITIVE_INFINITY
      : Math.min(...(await Promise.all(missing)));
  };

  return {
    note: ({ ends, newestLogged }) => {
      newestOf.set(jsonOf(ends), { newest: newestLogged });
    },
    read: async (ends) => {
      const [newest, oldest] = await Promise.all([
        newestOf.get(jsonOf(ends))?.newest ?? unlessUnreachable(readNewest(ends)),
        oldestMissing(ends),
      ]);
      return {
        data_as_of: newest === null || newest <= 0 ? null : new Date(newest).toISOString(),
        lag_seconds: Number.isFinite(oldest) ? Math.max(0, clock() - oldest) / 1_000 : 0,
      };
    },
  };
};

/** Rejects with `LogUnavailableError` where the log takes too long. */
const withinPatience = async <T>(asked: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new LogUnavailableError('the log takes too long'));
    }, PATIENCE_MS);
  });
  return await Promise.race([asked, late]).finally(() => clearTimeout(timer));
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
