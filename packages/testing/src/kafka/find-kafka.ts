import { kafkaImage, startKafkaContainer } from '../containers/start-kafka-container.ts';
import { whyNoContainer } from '../containers/testcontainers.ts';
import { canRunJars } from '../java/maven-jars.ts';
import { startKafka } from './start-kafka.ts';

export type RunningKafka = {
  /** `host:port`, several with commas between them. */
  readonly brokers: string;
  /** Ends a broker that was started; leaves one alone that was there. */
  readonly stop: () => Promise<void>;
};

export type FoundKafka = {
  /** Why there is none, a clause without its full stop, or null. */
  readonly missing: string | null;
  /** Rejects where there is none. */
  readonly start: () => Promise<RunningKafka>;
};

/**
 * The Kafka of tests that need no more than one that runs: the brokers in `KAFKA_BROKERS`, else one
 * of its own, by Java and Maven, else by a container. Topics in the first need a prefix of their own.
 */
export const findKafka = async (
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<FoundKafka> => {
  const brokers = env['KAFKA_BROKERS'] ?? '';
  if (brokers !== '') {
    const stop = async (): Promise<void> => await Promise.resolve();
    return { missing: null, start: async () => await Promise.resolve({ brokers, stop }) };
  }
  if (await canRunJars()) return { missing: null, start: startKafka };
  const noContainer = await whyNoContainer(kafkaImage());
  if (noContainer === null) return { missing: null, start: startKafkaContainer };
  const missing = `they need Java 17 and Maven, or Docker, or KAFKA_BROKERS, and ${noContainer}`;
  return {
    missing,
    start: async () => await Promise.reject(new Error(`there is no Kafka: ${missing}`)),
  };
};
