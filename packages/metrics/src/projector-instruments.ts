import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';
import { topicName } from './topic-name.ts';

/** One INSERT that committed. */
export type Inserted = {
  readonly topic: string;
  readonly records: number;
  readonly seconds: number;
};

/** What of one partition is not projected yet. */
export type PartitionLag = {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
  /** Age of the oldest of them, 0 when there is none. */
  readonly seconds: number;
};

/** What a projector tells of its work, once a batch. */
export type ProjectorInstruments = {
  readonly inserted: (insert: Inserted) => void;
  readonly deadLetters: (topic: string, count: number) => void;
  readonly restarted: () => void;
  /** Says whom to ask whether something keeps records out of the tables. */
  readonly watchTrouble: (isTroubled: () => boolean) => void;
  /** Says whom to ask what is not projected yet, of the partitions this projector has. */
  readonly watchLag: (lag: () => Promise<readonly PartitionLag[]>) => void;
};

/** `topics` are the topics there are. */
export const createProjectorInstruments = (
  metrics: Metrics,
  topics: readonly string[],
): ProjectorInstruments => {
  const records = metrics.counter(CATALOGUE.recordsProjected);
  const sizes = metrics.histogram(CATALOGUE.insertRecords);
  const durations = metrics.histogram(CATALOGUE.insertDuration);
  const letters = metrics.counter(CATALOGUE.deadLetters);
  const restarts = metrics.counter(CATALOGUE.projectorRestarts);
  for (const topic of topics.map(topicName)) {
    records({ topic }, 0);
    letters({ topic }, 0);
  }
  return {
    inserted: ({ topic, records: count, seconds }) => {
      records({ topic }, count);
      sizes({ topic }, count);
      durations({ topic }, seconds);
    },
    deadLetters: (topic, count) => letters({ topic }, count),
    restarted: () => restarts({}),
    watchTrouble: (isTroubled) =>
      metrics.ask({
        name: 'projector trouble',
        gauges: { trouble: CATALOGUE.projectorTrouble },
        ask: () => ({ trouble: [{ labels: {}, value: Number(isTroubled()) }] }),
      }),
    watchLag: (lag) =>
      metrics.ask({
        name: 'projector lag',
        gauges: { records: CATALOGUE.projectorLagRecords, seconds: CATALOGUE.projectorLagSeconds },
        ask: async () => {
          const lags = await lag();
          return { records: lags.map(recordsOf), seconds: oldestOfTopics(lags) };
        },
      }),
  };
};

const recordsOf = ({ topic, partition, records }: PartitionLag) => ({
  labels: { topic, partition: String(partition) },
  value: records,
});

const oldestOfTopics = (lags: readonly PartitionLag[]) =>
  [...new Set(lags.map(({ topic }) => topic))].map((topic) => ({
    labels: { topic },
    value: Math.max(...lags.filter((lag) => lag.topic === topic).map(({ seconds }) => seconds)),
  }));
