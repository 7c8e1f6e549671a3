import { z } from 'zod';

/** The time a query speaks of, ms UTC, as an instant of the engine. */
export const AS_OF_SQL = `fromUnixTimestamp64Milli({as_of:Int64}, 'UTC')`;

/**
 * Whether a position includes a row. Ends are next offsets by partition; a partition without one
 * has no rows, because an array gives 0 beyond its end.
 */
export const includedSql = (ends: 'item_ends' | 'vote_ends' | 'view_ends', row = ''): string =>
  `${row}off < {${ends}:Array(UInt64)}[${row}kp + 1]`;

/** A time as an instant of the engine, from SQL for an integer of ms UTC. */
export const instantSql = (ms: string): string => `fromUnixTimestamp64Milli(${ms}, 'UTC')`;

/** ms UTC. */
export const instantParam = z.int();

/** Next offsets, by number of the partition. */
export const endsParam = z.array(z.int().min(0));
