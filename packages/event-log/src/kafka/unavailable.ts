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

const PATIENCE_MS = 5_000;
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
      const willGo = error instanceof kafkajs.KafkaJSProtocolError && error.retriable;
      if (!willGo || performance.now() > end) throw unavailable(error);
    }
    await pause(PAUSE_MS);
  }
};
