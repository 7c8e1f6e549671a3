import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';

/** How far the read model is. */
export type ReadModelState = {
  /** Of each topic, by its short name, the offsets of its partitions in their order. */
  readonly ends: Readonly<Record<string, readonly number[]>>;
  readonly lagSeconds: number;
};

/** What a query service tells of its questions. */
export type QueryInstruments = {
  readonly answered: (source: 'cache' | 'produced') => void;
  /** One statement of the engine, by its name. */
  readonly asked: (statement: string, seconds: number) => void;
  readonly failed: (statement: string) => void;
  /** Says whom to ask how many requests wait for a position. */
  readonly watchWaiting: (waiting: () => number) => void;
  /** Says whom to ask how far the read model is. */
  readonly watchReadModel: (state: () => Promise<ReadModelState>) => void;
};

export const createQueryInstruments = (metrics: Metrics): QueryInstruments => {
  const answers = metrics.counter(CATALOGUE.answers);
  const durations = metrics.histogram(CATALOGUE.statementDuration);
  const failures = metrics.counter(CATALOGUE.statementFailures);
  for (const source of ['cache', 'produced']) answers({ source }, 0);
  return {
    answered: (source) => answers({ source }),
    asked: (statement, seconds) => {
      durations({ statement }, seconds);
      failures({ statement }, 0);
    },
    failed: (statement) => failures({ statement }),
    watchWaiting: (waiting) =>
      metrics.ask({
        name: 'waiting requests',
        gauges: { waiting: CATALOGUE.waiting },
        ask: () => ({ waiting: [{ labels: {}, value: waiting() }] }),
      }),
    watchReadModel: (state) =>
      metrics.ask({
        name: 'read model',
        gauges: { offset: CATALOGUE.readModelOffset, lag: CATALOGUE.readModelLag },
        ask: async () => {
          const { ends, lagSeconds } = await state();
          return { offset: offsetsOf(ends), lag: [{ labels: {}, value: lagSeconds }] };
        },
      }),
  };
};

const offsetsOf = (ends: ReadModelState['ends']) =>
  Object.entries(ends).flatMap(([topic, offsets]) =>
    offsets.map((value, partition) => ({
      labels: { topic, partition: String(partition) },
      value,
    })),
  );
