import type { EventLog, RecordPosition } from '@emberlog/event-log';
import { LogPositionError } from '@emberlog/event-log';

/** A log that dropped the first records of every partition that has as many. */
export const logWithoutPrefix = (log: EventLog, count: number): EventLog => {
  const bounds = async () =>
    (await log.bounds()).map((bound) => ({ ...bound, first: Math.min(count, bound.end) }));
  const expectKept = async (starts: readonly RecordPosition[]) => {
    const kept = await bounds();
    for (const start of starts) {
      const bound = kept.find(
        ({ topic, partition }) => topic === start.topic && partition === start.partition,
      );
      if (bound === undefined || start.offset < bound.first) {
        throw new LogPositionError(start, 'the log begins later');
      }
    }
    return starts;
  };
  return {
    ...log,
    bounds,
    read: async (position) => (position.offset < count ? null : await log.read(position)),
    follow: ({ from, ...options }) =>
      log.follow({
        ...options,
        from: async (assignment) =>
          await expectKept(typeof from === 'function' ? await from(assignment) : from),
      }),
  };
};
