import type { OffsetVector } from '@emberlog/api';
import { modelEnds, type FactTable, type Reader } from '@emberlog/clickhouse';
import { TOPICS, type EventLog, type PartitionBounds, type Topic } from '@emberlog/event-log';

/** How far the read model is. */
export type ModelPosition = {
  /** Next offsets, one for every partition of the log. */
  readonly ends: OffsetVector;
  /** The newest time recorded, ms UTC; 0 before the first record. */
  readonly newestRecordedAt: number;
};

/** The tables of the read model by the topics that feed them. */
export const TOPIC_OF: Readonly<Record<FactTable, Topic>> = {
  items: TOPICS[0],
  votes: TOPICS[1],
  views: TOPICS[2],
};

/** One number for each partition the log has, by topic. */
const vectorOf = (
  bounds: readonly PartitionBounds[],
  offset: (table: FactTable, bound: PartitionBounds) => number,
): OffsetVector => {
  const of = (table: FactTable): number[] =>
    bounds
      .filter(({ topic }) => topic === TOPIC_OF[table])
      .toSorted((a, b) => a.partition - b.partition)
      .map((bound) => offset(table, bound));
  return { items: of('items'), votes: of('votes'), views: of('views') };
};

/** Reads how far the read model is, by one statement. */
export const readModelPosition = async (
  reader: Reader,
  log: Pick<EventLog, 'bounds'>,
): Promise<ModelPosition> => {
  const [rows, bounds] = await Promise.all([reader.query(modelEnds, {}), log.bounds()]);
  const lasts = new Map(rows.map(({ topic, kp, last }) => [`${topic} ${kp}`, last]));
  return {
    ends: vectorOf(
      bounds,
      (table, { partition }) => (lasts.get(`${table} ${partition}`) ?? -1) + 1,
    ),
    newestRecordedAt: Math.max(0, ...rows.map((row) => row.newest_recorded)),
  };
};
