import type { EventLog } from '@emberlog/event-log';
import type { LogInstruments } from '@emberlog/metrics';

/** A log that tells of every append, and where its ends can be asked for. */
export const measureLog = <T extends string>(
  log: EventLog<T>,
  instruments: LogInstruments,
): EventLog<T> => {
  instruments.watchEnds(log.bounds);
  return {
    ...log,
    append: async (records) => {
      const begun = performance.now();
      try {
        const positions = await log.append(records);
        instruments.appended((performance.now() - begun) / 1_000);
        return positions;
      } catch (error) {
        instruments.failed();
        throw error;
      }
    },
  };
};
