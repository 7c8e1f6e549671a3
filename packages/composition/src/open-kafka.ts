import type { EventLog, Topic } from '@emberlog/event-log';
import type { KafkaLog, KafkaLogOptions } from '@emberlog/event-log/kafka';
import type { LogInstruments } from '@emberlog/metrics';
import type { Logger } from '@emberlog/service-kit';
import type { Tracer } from '@emberlog/tracing';
import { measureLog } from './measured-log.ts';
import { traceLog } from './traced-log.ts';

export type OpenKafkaOptions<T extends string = Topic> = {
  /** Without `topics`, the log of the read model. */
  readonly kafka: KafkaLogOptions<T>;
  /** Hears why events are refused, as a sentence without its full stop, and null when it is over. */
  readonly onTrouble?: (trouble: string | null) => void;
  readonly logger: Logger;
  /** Told of every append, and whom to ask for the ends; for who appends. @default nobody is */
  readonly instruments?: LogInstruments;
  readonly tracer?: Tracer | undefined;
};

export type OpenedKafka<T extends string = Topic> = {
  readonly log: EventLog<T>;
  /** Why the log cannot be used now, in words fit for strangers, or null; asks the brokers at most once a second. */
  readonly trouble: () => Promise<string | null>;
  /** How far a group says it has come; empty for a group that is not known. */
  readonly toldBy: KafkaLog<T>['toldBy'];
};

const LOOK_AT_MOST_EVERY_MS = 1_000;
const UNREACHABLE = 'Kafka cannot be reached';

/** The log on Kafka, and what is the matter with it. Rejects as `openKafkaLog` does. */
export const openKafka = async <T extends string = Topic>(
  options: OpenKafkaOptions<T>,
): Promise<OpenedKafka<NoInfer<T>>> => {
  const { kafka, onTrouble, logger, instruments, tracer } = options;
  // Loaded by those who use it only.
  const { openKafkaLog } = await import('@emberlog/event-log/kafka');
  const onCommit = instruments?.committed;
  const log = await openKafkaLog({ ...kafka, ...(onCommit === undefined ? {} : { onCommit }) });
  let told: string | null = null;
  const look = (): string | null => {
    const trouble = log.trouble();
    if (trouble !== told) onTrouble?.(trouble === null ? null : `events are refused: ${trouble}`);
    told = trouble;
    return trouble;
  };
  const append: EventLog<T>['append'] = async (records) => {
    try {
      return await log.append(records);
    } catch (error) {
      if (told === null) logger.warn({ err: error }, 'append failed');
      throw error;
    } finally {
      look();
    }
  };

  let looked = { at: Number.NEGATIVE_INFINITY, found: Promise.resolve<string | null>(null) };
  const ask = async (): Promise<string | null> =>
    await log.bounds().then(
      () => null,
      () => UNREACHABLE,
    );
  const watched = { ...log, append };
  const traced = tracer === undefined ? watched : traceLog(watched, tracer);
  return {
    toldBy: log.toldBy,
    log: instruments === undefined ? traced : measureLog(traced, instruments),
    trouble: async () => {
      const now = performance.now();
      if (now - looked.at > LOOK_AT_MOST_EVERY_MS) looked = { at: now, found: ask() };
      // A sender that failed knows it before anybody asks.
      return look() === null ? await looked.found : UNREACHABLE;
    },
  };
};
