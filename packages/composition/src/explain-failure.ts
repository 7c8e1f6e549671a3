import { LogCorruptedError, LogUnavailableError } from '@emberlog/event-log';
import { AddressInUseError } from '@emberlog/service-kit';
import { readModelFailure } from './open-read-model.ts';
import { StartRefusedError } from './start-refused-error.ts';

/** Where the data lie, for what the operator is told to do. */
export type Servers = {
  readonly kafka: { readonly brokers: readonly string[] } | null;
  readonly clickhouseUrl: string | null;
};

/**
 * Sentences for the operator about a failure of what a process is connected to: what is wrong and
 * what to do. Null for what nobody expects, which needs its stack.
 */
export const explainFailure = (
  error: unknown,
  { kafka, clickhouseUrl }: Servers,
): string | null => {
  if (!(error instanceof Error)) return null;
  if (error instanceof StartRefusedError) return error.message;
  if (error instanceof AddressInUseError) {
    return `${error.message}. Set EMBERLOG_PORT to a free port.`;
  }
  if (error instanceof LogUnavailableError && kafka !== null) {
    const log = `on Kafka (${kafka.brokers.join(', ')})`;
    return `the log ${log} cannot be used: ${error.message}. See to the brokers, then start again.`;
  }
  if (error instanceof LogCorruptedError && kafka !== null) {
    return `the log on Kafka (${kafka.brokers.join(', ')}) lacks what it once had: ${error.message}. Bring back the topic as it was, then start again.`;
  }
  // By their names: who makes them is loaded by those who use it only.
  if (error.name === 'TopicRefusedError') return `${error.message}, then start again.`;
  if (error.name === 'ProjectionRefusedError') return `${error.message}.`;
  if (error.name === 'EngineFailureError' && clickhouseUrl !== null) {
    return `${readModelFailure(error, { url: clickhouseUrl })}, then start again.`;
  }
  return null;
};
