import type { OffsetVector } from '@emberlog/api';
import type { PartitionBounds, RecordPosition, Topic } from '@emberlog/event-log';

/** How far the log reaches, as this collector knows it. */
export type AppendedEnds = {
  /** Takes note of records that are durable. */
  include(appended: readonly RecordPosition[]): void;
  /** The next offset of every partition: the same object until one of them moves. */
  vector(): OffsetVector;
};

const NAME: Readonly<Record<Topic, keyof OffsetVector>> = {
  'emberlog.items': 'items',
  'emberlog.votes': 'votes',
  'emberlog.views': 'views',
};

/** Starts from the log's ends; what others append later is not in it, what this one does is. */
export const createAppendedEnds = (bounds: readonly PartitionBounds[]): AppendedEnds => {
  const ends = { items: [] as number[], votes: [] as number[], views: [] as number[] };
  let told: OffsetVector | null = null;
  const raise = (topic: Topic, partition: number, end: number): void => {
    const known = ends[NAME[topic]];
    while (known.length <= partition) known.push(0);
    if (end <= (known[partition] ?? 0)) return;
    known[partition] = end;
    told = null;
  };
  for (const { topic, partition, end } of bounds) raise(topic, partition, end);
  return {
    include: (appended) => {
      for (const { topic, partition, offset } of appended) raise(topic, partition, offset + 1);
    },
    vector: () =>
      (told ??= { items: [...ends.items], votes: [...ends.votes], views: [...ends.views] }),
  };
};
