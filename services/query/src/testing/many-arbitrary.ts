import fc from 'fast-check';
import type { TestRecord } from './record-rows.ts';

/** So many cases for one filling of the read model; shrinking makes small those that pass. */
export const manyArbitrary = <T>(count: number, one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.array(one, { minLength: count, maxLength: count });

/** The name of an item in one of many logs; within a log the order of names stays. */
export const nameIn = (log: number, item: string): string => `${log}.${item}`;

/** The records of one of many logs, each about an item of that log alone. */
export const recordsIn = <R extends TestRecord>(log: number, records: readonly R[]): readonly R[] =>
  records.map((record) => ({ ...record, item: nameIn(log, record.item) }));
