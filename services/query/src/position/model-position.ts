import type { OffsetVector } from '@emberlog/api';
import {
  FACT_TABLES,
  modelEnds,
  rebuildMarks,
  type FactTable,
  type Reader,
  type RebuildMark,
} from '@emberlog/clickhouse';
import { TOPICS, type EventLog, type PartitionBounds, type Topic } from '@emberlog/event-log';

/** How far the read model is. */
export type ModelPosition = {
  /** Next offsets, one for every partition of the log. */
  readonly ends: OffsetVector;
  /** Number of the definitions that the tables are made by. */
  readonly readModel: number;
  /** The newest time recorded, ms UTC; 0 before the first record. */
  readonly newestRecordedAt: number;
  /** When the newest record was logged, ms UTC; 0 before the first. */
  readonly newestLogged: number;
  /** Why it may not be served, as a sentence without its full stop, or null. */
  readonly incomplete: string | null;
  /** When it was begun to be read, ms of `performance.now`. */
  readonly lookedAt: number;
};

/** The tables of the read model by the topics that feed them. */
export const TOPIC_OF: Readonly<Record<FactTable, Topic>> = {
  items: TOPICS[0],
  votes: TOPICS[1],
  views: TOPICS[2],
};

export const TABLE_OF: ReadonlyMap<Topic, FactTable> = new Map(
  FACT_TABLES.map((table) => [TOPIC_OF[table], table]),
);

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

export type ModelPositionOptions = {
  readonly reader: Reader;
  readonly log: Pick<EventLog, 'bounds'>;
  /** Whether projectors elsewhere may be filling tables from their beginning. */
  readonly isShared: boolean;
  readonly readModel: () => Promise<number>;
};

/** Reads how far the read model is, and of shared tables whether they may be served. */
export const readModelPosition = async (options: ModelPositionOptions): Promise<ModelPosition> => {
  const { reader, log, isShared, readModel } = options;
  const lookedAt = performance.now();
  const [rows, bounds] = await Promise.all([reader.query(modelEnds, {}), log.bounds()]);
  // After the ends: what was emptied before they were read, was told of before that.
  const marks = isShared ? await reader.query(rebuildMarks, {}) : null;
  const lasts = new Map(rows.map(({ topic, kp, last }) => [`${topic} ${kp}`, last]));
  const ends = vectorOf(
    bounds,
    (table, { partition }) => (lasts.get(`${table} ${partition}`) ?? -1) + 1,
  );
  return {
    ends,
    // After the ends as well: a table that takes another's place holds all that the other held.
    readModel: await readModel(),
    lookedAt,
    newestRecordedAt: Math.max(0, ...rows.map((row) => row.newest_recorded)),
    newestLogged: Math.max(0, ...rows.map((row) => row.newest_logged)),
    incomplete: marks === null ? null : incompleteOf(ends, marks),
  };
};

/** Why tables at these ends are not all that they have to be, or null. */
const incompleteOf = (ends: OffsetVector, marks: readonly RebuildMark[]): string | null => {
  for (const table of FACT_TABLES) {
    let done = 0;
    let total = 0;
    for (const [partition, end] of ends[table].entries()) {
      const mark = marks.find(({ topic, kp }) => topic === table && kp === partition);
      if (mark === undefined) return `no projector has checked ${table} yet`;
      if (mark.last_phase === 'begun') return `${table} is about to be projected again`;
      done += Math.min(end, mark.last_target);
      total += mark.last_target;
    }
    const [of, all] = [done, total].map((count) => count.toLocaleString('en-US'));
    if (done < total) return `projecting ${table}: ${of} of ${all} records`;
  }
  return null;
};
