import type { EventLog } from '@emberlog/event-log';
import type { Tracer } from '@emberlog/tracing';

/** A log whose appends are spans. */
export const traceLog = <T extends string>(log: EventLog<T>, tracer: Tracer): EventLog<T> => ({
  ...log,
  append: async (records) =>
    await tracer.span(
      'append',
      { attributes: { 'emberlog.records': records.length } },
      async () => await log.append(records),
    ),
});
