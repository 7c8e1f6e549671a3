import type { OffsetVector } from '@emberlog/api';
import {
  FACT_TABLES,
  modelEnds,
  modelEndsSince,
  rebuildMarks,
  type FactTable,
  type ModelEnd,
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
  /** While it stays the same, so do the tables. Absent: nobody can tell. */
  readonly revision?: (() => number) | undefined;
};

/**
 * Reads how far the read model is, and of shared tables whether they may be served. What is called again
 * reads only the months that may hold more, of tables that this process alone fills, and nothing where
 * nobody wrote since. Whoever empties one of them, to make a damaged one anew, shows in those months: then
 * all is read.
 */
export const createPositionReader = (
  options: ModelPositionOptions,
): (() => Promise<ModelPosition>) => {
  const { reader, log, isShared, readModel } = options;
  let last: LastLook | null = null;
  const load = async (): Promise<ModelPosition> => {
    const lookedAt = performance.now();
    const before = last;
    // Before the ends are read: what is written meanwhile may be missing from them.
    const revision = options.revision?.() ?? null;
    const [bounds, rows] = await (before === null
      ? Promise.all([log.bounds(), reader.query(modelEnds, {})])
      : readFurther(options, before, revision));
    if (rows === null) {
      last = null;
      return await load();
    }
    // After the ends: what was emptied before they were read, was told of before that.
    const marks = isShared ? await reader.query(rebuildMarks, {}) : null;
    // After the ends as well: a table that takes another's place holds all that the other held.
    const made = await readModel();
    if (before !== null && before.made !== made) {
      last = null;
      return await load();
    }
    last = isShared ? null : { rows, made, revision };
    const lasts = new Map(rows.map(({ topic, kp, last: end }) => [`${topic} ${kp}`, end]));
    const ends = vectorOf(
      bounds,
      (table, { partition }) => (lasts.get(`${table} ${partition}`) ?? -1) + 1,
    );
    return {
      ends,
      readModel: made,
      lookedAt,
      newestRecordedAt: Math.max(0, ...rows.map((row) => row.newest_recorded)),
      newestLogged: Math.max(0, ...rows.map((row) => row.newest_logged)),
      incomplete: marks === null ? null : incompleteOf(ends, marks),
    };
  };
  return load;
};

type LastLook = {
  readonly rows: readonly ModelEnd[];
  readonly made: number;
  readonly revision: number | null;
};

/** The months from which on the tables may hold more: what a partition gets is never logged earlier. */
const sinceOf = (rows: readonly ModelEnd[], bounds: readonly PartitionBounds[]) => {
  const of = (table: FactTable): number => {
    const held = rows.filter(({ topic }) => topic === table);
    const partitions = bounds.filter(({ topic }) => topic === TOPIC_OF[table]);
    const isHeld = partitions.every(({ partition }) => held.some(({ kp }) => kp === partition));
    return isHeld ? monthOf(Math.min(...held.map((row) => row.newest_logged))) : 0;
  };
  return { items_since: of('items'), votes_since: of('votes'), views_since: of('views') };
};

/** With the rows read before; null where a table holds less than it did. */
const readFurther = async (
  { reader, log }: ModelPositionOptions,
  { rows, revision: read }: LastLook,
  revision: number | null,
): Promise<readonly [readonly PartitionBounds[], readonly ModelEnd[] | null]> => {
  const bounds = await log.bounds();
  if (revision !== null && revision === read) return [bounds, rows];
  const found = await reader.query(modelEndsSince, sinceOf(rows, bounds));
  const isEmptied = rows.some((row) => isLess(found, row));
  return [bounds, isEmptied ? null : furthest([...rows, ...found])];
};

/** Whether a partition has less than it had: its newest row is of the months that are read again. */
const isLess = (found: readonly ModelEnd[], { topic, kp, last }: ModelEnd): boolean =>
  !found.some((row) => row.topic === topic && row.kp === kp && row.last >= last);

/** As the tables are partitioned by. */
const monthOf = (ms: number): number => {
  const time = new Date(ms);
  return 100 * time.getUTCFullYear() + time.getUTCMonth() + 1;
};

/** Of each partition, what any row says. */
const furthest = (rows: readonly ModelEnd[]): readonly ModelEnd[] => {
  const found = new Map<string, ModelEnd>();
  for (const row of rows) {
    const place = `${row.topic} ${row.kp}`;
    const { last, newest_recorded, newest_logged } = found.get(place) ?? row;
    found.set(place, {
      ...row,
      last: Math.max(last, row.last),
      newest_recorded: Math.max(newest_recorded, row.newest_recorded),
      newest_logged: Math.max(newest_logged, row.newest_logged),
    });
  }
  return [...found.values()];
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
