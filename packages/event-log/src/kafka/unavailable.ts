import { setTimeout as pause } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { LogUnavailableError } from '../log-unavailable-error.ts';

/** What kafkajs throws, as the port says it; anything else stays what it is. */
export const unavailable = (error: unknown): unknown =>
  error instanceof kafkajs.KafkaJSError
    ? new LogUnavailableError(`Kafka does not answer as it should: ${error.message}`, {
        cause: error,
      })
    : error;

const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

/**
 * Runs one call to the brokers, again while they answer that it will go, as of a topic that was just
 * made or whose leader moves.
 */
export const reaching = async <T>(call: () => Promise<T>): Promise<T> => {
  for (const end = performance.now() + PATIENCE_MS; ;) {
    try {
      return await call();
    } catch (error) {
      if (!willGo(error) || performance.now() > end) throw unavailable(error);
    }
    await pause(PAUSE_MS);
  }
};

/**
 * kafkajs takes a coordinator that is only coming up for one that never comes, and what it tried twice
 * in vain for hopeless.
 */
const willGo = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if (error instanceof kafkajs.KafkaJSProtocolError) return error.retriable;
  if (error.name === 'KafkaJSNumberOfRetriesExceeded') return willGo(error.cause);
  return error.name === 'KafkaJSGroupCoordinatorNotFound';
};
