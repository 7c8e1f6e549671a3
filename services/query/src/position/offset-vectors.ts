import type { OffsetVector } from '@emberlog/api';
import { FACT_TABLES } from '@emberlog/clickhouse';

/** Whether `model` includes all that `asked` includes. A partition it does not know holds nothing. */
export const covers = (model: OffsetVector, asked: OffsetVector): boolean =>
  FACT_TABLES.every((table) =>
    asked[table].every((end, partition) => end <= (model[table][partition] ?? 0)),
  );

/** Whether both name the same partitions with the same ends. */
export const isSamePosition = (a: OffsetVector, b: OffsetVector): boolean =>
  namesPartitionsOf(a, b) && covers(a, b) && covers(b, a);

/** Whether both name the same partitions. */
export const namesPartitionsOf = (a: OffsetVector, b: OffsetVector): boolean =>
  FACT_TABLES.every((table) => a[table].length === b[table].length);
