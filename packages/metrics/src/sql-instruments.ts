import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';

/** How a question on the SQL port can end. */
const OUTCOMES = [
  ...['answered', 'refused', 'failed', 'killed', 'timed_out', 'abandoned', 'crowded_out'],
] as const;

/** Of a question that is not over. */
const STATES = ['waiting', 'running', 'ending'] as const;

/** What the SQL port tells of its questions. */
export type SqlInstruments = {
  readonly ended: (query: {
    readonly outcome: string;
    readonly seconds: number;
    readonly rowsRead: number | null;
    readonly bytesReturned: number | null;
  }) => void;
  /** Says whom to ask for the states of those that are not over. */
  readonly watch: (states: () => readonly string[]) => void;
};

export const createSqlInstruments = (metrics: Metrics): SqlInstruments => {
  const queries = metrics.counter(CATALOGUE.sqlQueries);
  const durations = metrics.histogram(CATALOGUE.sqlDuration);
  const rowsRead = metrics.counter(CATALOGUE.sqlRowsRead);
  const bytesReturned = metrics.counter(CATALOGUE.sqlBytesReturned);
  for (const outcome of OUTCOMES) queries({ outcome }, 0);
  return {
    ended: ({ outcome, seconds, ...cost }) => {
      queries({ outcome });
      durations({ outcome }, seconds);
      rowsRead({}, cost.rowsRead ?? 0);
      bytesReturned({}, cost.bytesReturned ?? 0);
    },
    watch: (states) =>
      metrics.ask({
        name: 'sql queries',
        gauges: { underWay: CATALOGUE.sqlUnderWay },
        ask: () => {
          const all = states();
          return {
            underWay: STATES.map((state) => ({
              labels: { state },
              value: all.filter((each) => each === state).length,
            })),
          };
        },
      }),
  };
};
