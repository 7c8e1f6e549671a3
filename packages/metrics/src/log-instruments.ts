import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';
import { topicName } from './topic-name.ts';

type PartitionEnd = { readonly topic: string; readonly partition: number; readonly end: number };

/** What is told by who appends, of all the logs of a process together; only ends are told by topic. */
export type LogInstruments = {
  /** How many appends, and how many records, one commit made durable. */
  readonly committed: (commit: { readonly calls: number; readonly records: number }) => void;
  readonly appended: (seconds: number) => void;
  readonly failed: () => void;
  /** Says whom to ask where the partitions of one more log end. */
  readonly watchEnds: (bounds: () => Promise<readonly PartitionEnd[]>) => void;
};

export const createLogInstruments = (metrics: Metrics): LogInstruments => {
  const records = metrics.histogram(CATALOGUE.commitRecords);
  const calls = metrics.histogram(CATALOGUE.commitCalls);
  const duration = metrics.histogram(CATALOGUE.appendDuration);
  const failures = metrics.counter(CATALOGUE.appendFailures);
  const logs: (() => Promise<readonly PartitionEnd[]>)[] = [];
  metrics.ask({
    name: 'log',
    gauges: { end: CATALOGUE.logEnd },
    ask: async () => {
      const ends = await Promise.all(logs.map(async (bounds) => await bounds()));
      return {
        end: ends.flat().map(({ topic, partition, end }) => ({
          labels: { topic: topicName(topic), partition: String(partition) },
          value: end,
        })),
      };
    },
  });
  return {
    committed: (commit) => {
      records({}, commit.records);
      calls({}, commit.calls);
    },
    appended: (seconds) => duration({}, seconds),
    failed: () => failures({}),
    watchEnds: (bounds) => void logs.push(bounds),
  };
};
