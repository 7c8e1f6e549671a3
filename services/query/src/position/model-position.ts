import type { OffsetVector } from '@emberlog/api';
import { modelEnds, rebuildTargets, type FactTable, type Reader } from '@emberlog/clickhouse';
import { TOPICS, type EventLog, type PartitionBounds, type Topic } from '@emberlog/event-log';

/** How far the read model is. */
export type ModelPosition = {
  /** Next offsets, one for every partition of the log. */
  readonly ends: OffsetVector;
  /** The newest time recorded, ms UTC; 0 before the first record. */
  readonly newestRecordedAt: number;
  /** When the newest record was logged, ms UTC; 0 before the first. */
  readonly newestLogged: number;
  /** Why it may not be served, as a sentence without its full stop, or null. */
  readonly incomplete: string | null;
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

export type ModelPositionOptions = {
  readonly reader: Reader;
  readonly log: Pick<EventLog, 'bounds'>;
  /** Whether projectors elsewhere may be filling tables from their beginning. */
  readonly isShared: boolean;
};

/** Reads how far the read model is. */
export const readModelPosition = async (options: ModelPositionOptions): Promise<ModelPosition> => {
  const { reader, log, isShared } = options;
  // Before the ends: what is announced after it was read, has not begun yet.
  const targets = isShared ? await reader.query(rebuildTargets, {}) : [];
  const [rows, bounds] = await Promise.all([reader.query(modelEnds, {}), log.bounds()]);
  const lasts = new Map(rows.map(({ topic, kp, last }) => [`${topic} ${kp}`, last]));
  return {
    ends: vectorOf(
      bounds,
      (table, { partition }) => (lasts.get(`${table} ${partition}`) ?? -1) + 1,
    ),
    newestRecordedAt: Math.max(0, ...rows.map((row) => row.newest_recorded)),
    newestLogged: Math.max(0, ...rows.map((row) => row.newest_logged)),
    incomplete: incompleteOf(targets, lasts),
  };
};

/** Of the first table that is not as far as it has to be. */
const incompleteOf = (
  targets: readonly { readonly topic: FactTable; readonly kp: number; last_target: number }[],
  lasts: ReadonlyMap<string, number>,
): string | null => {
  const behind = targets.find(
    ({ topic, kp, last_target: target }) => (lasts.get(`${topic} ${kp}`) ?? -1) + 1 < target,
  );
  if (behind === undefined) return null;
  let done = 0;
  let total = 0;
  for (const { topic, kp, last_target: target } of targets) {
    if (topic !== behind.topic) continue;
    done += Math.min((lasts.get(`${topic} ${kp}`) ?? -1) + 1, target);
    total += target;
  }
  const [of, all] = [done, total].map((count) => count.toLocaleString('en-US'));
  return `projecting ${behind.topic}: ${of} of ${all} records`;
};
