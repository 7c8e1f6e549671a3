import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import type { Topic } from '../event-log.ts';
import type { Commit } from '../group-commit.ts';
import { logTopics } from '../log-topics.ts';

export type KafkaCredentials = {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
};

export type KafkaLogOptions<T extends string = Topic> = {
  /** `host:port`, at least one. */
  readonly brokers: readonly string[];
  /** @default TOPICS, those of the read model */
  readonly topics?: readonly T[];
  /** @default 'emberlog' */
  readonly clientId?: string;
  /** Partitions of each topic; fixed for the life of the log. */
  readonly partitions: number;
  /** Copies of each topic. @default 1 */
  readonly replicationFactor?: number;
  /** How long views are kept, ms; records of any other topic are kept for ever. @default for ever */
  readonly viewsRetentionMs?: number;
  readonly sasl?: KafkaCredentials;
  readonly tls?: boolean;
  /** Put before the names of the topics, so that several logs share a cluster. @default '' */
  readonly topicPrefix?: string;
  /** A follower not heard of for so long loses its partitions, ms. @default 30000 */
  readonly sessionTimeoutMs?: number;
  /**
   * Whether to make the topics that are not there. Who only reads leaves that to who knows how many
   * copies they are to have. @default true
   */
  readonly makesTopics?: boolean;
  /** Records that may wait to be appended. @default 100000 */
  readonly maxWaiting?: number;
  /** Told of each group of records that was stored, for metrics. */
  readonly onCommit?: (commit: Commit) => void;
};

/** How the adapter names things, and reaches the brokers. */
export type KafkaCluster<T extends string> = {
  readonly kafka: Kafka;
  readonly options: KafkaLogOptions<T>;
  /** Those of this log; others may be on the same brokers. */
  readonly topics: readonly T[];
  readonly nameOf: (topic: T) => string;
};

/** Attempts are few and short: a request of a reader waits behind them. */
const CONNECTION_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 3_000;

export const openCluster = <T extends string>(options: KafkaLogOptions<T>): KafkaCluster<T> => ({
  options,
  topics: logTopics(options.topics),
  kafka: new kafkajs.Kafka({
    clientId: options.clientId ?? 'emberlog',
    brokers: [...options.brokers],
    ...(options.sasl === undefined ? {} : { sasl: options.sasl as SASLOptions }),
    ssl: options.tls ?? false,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    enforceRequestTimeout: true,
    retry: { retries: 1, initialRetryTime: 100, maxRetryTime: 500 },
    // Whoever catches an error tells it.
    logLevel: kafkajs.logLevel.NOTHING,
  }),
  nameOf: (topic) => `${options.topicPrefix ?? ''}${topic}`,
});
