import type { OffsetVector } from '@emberlog/api';
import { partitionOf } from '@emberlog/event-log';
import { tableOf, type Placed, type TestRecord } from './record-rows.ts';

/** One of many logs that share a read model. */
export type Apart = {
  readonly placed: readonly Placed[];
  /** The position that includes its first `records`, and nothing of the other logs. */
  readonly endsAfter: (records: number) => OffsetVector;
};

const PARTITIONS_EACH = 2;

/** Places every log in partitions of its own. */
export const placeApart = (logs: readonly (readonly TestRecord[])[]): readonly Apart[] =>
  logs.map((records, index) => {
    const first = index * PARTITIONS_EACH;
    const nextOf = countsOf(logs.length);
    const placed = records.map((record): Placed => {
      const kp = first + partitionOf(record.item, PARTITIONS_EACH);
      return { record, kp, off: countOne(nextOf, record, kp) };
    });
    return {
      placed,
      endsAfter: (count) => {
        const ends = countsOf(logs.length);
        for (const { record, kp } of placed.slice(0, count)) countOne(ends, record, kp);
        return ends;
      },
    };
  });

const countsOf = (logs: number) => {
  const zeros = () => Array.from({ length: logs * PARTITIONS_EACH }, () => 0);
  return { items: zeros(), votes: zeros(), views: zeros() };
};

/** Counts a record of its table and partition; gives the count before it. */
const countOne = (counts: ReturnType<typeof countsOf>, record: TestRecord, kp: number): number => {
  const ofTable = counts[tableOf(record)];
  const before = ofTable[kp] ?? 0;
  ofTable[kp] = before + 1;
  return before;
};
