import { clusterName } from '@emberlog/clickhouse';
import type { Topic } from '@emberlog/event-log';
import { TIME_LIMITS } from '@emberlog/events';
import type { KafkaCredentials, KafkaLogOptions } from '@emberlog/event-log/kafka';
import { logLevels } from '@emberlog/service-kit';
import { z } from 'zod';

const secret = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be 32 bytes as 64 hexadecimal digits' })
  .transform((hex) => Buffer.from(hex, 'hex'));

const MAX_PORT = 65_535;

/** Where analysts ask; null: nowhere. */
const sqlPort = z
  .string()
  .refine((text) => text === 'off' || (/^\d{1,5}$/.test(text) && Number(text) <= MAX_PORT), {
    error: 'must be a port from 0 to 65535, or off',
  })
  .transform((text) => (text === 'off' ? null : Number(text)));

const isAddress = (text: string): boolean => {
  const port = /^[^\s:]+:(\d{1,5})$/.exec(text)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) <= MAX_PORT;
};

const brokers = z
  .string()
  .transform((list) => list.split(',').map((each) => each.trim()))
  .refine((list) => list.every(isAddress), {
    error: 'must be host:port, several with commas between them',
  });

const sasl = z
  .string()
  .regex(/^(plain|scram-sha-256|scram-sha-512):[^:]+:.+$/, {
    error:
      'must be mechanism:username:password, the mechanism plain, scram-sha-256 or scram-sha-512',
  })
  .transform((text): KafkaCredentials => {
    const [mechanism, username = '', ...password] = text.split(':');
    return {
      mechanism: mechanism as KafkaCredentials['mechanism'],
      username,
      password: password.join(':'),
    };
  });

/** An address of a service or a server. */
export const httpUrl = z.url({
  protocol: /^https?$/,
  error: ({ input }) =>
    input === undefined ? 'is required' : 'must be an address with http or https',
});

const DAY = 86_400_000;
/** A view may come up to eight days late, and must count for a while. */
const LEAST_RETENTION_DAYS = 9;
const MOST_RETENTION_DAYS = 3_650;

/** How long views count, in whole days; ms afterwards. */
const viewRetention = z
  .string()
  .refine(
    (text) => {
      const days = Number(/^([1-9]\d{0,3})d$/.exec(text)?.[1]);
      return days >= LEAST_RETENTION_DAYS && days <= MOST_RETENTION_DAYS;
    },
    { error: 'must be whole days from 9d to 3650d' },
  )
  .transform((text) => Number.parseInt(text, 10) * DAY);

/** Every variable that more than one process reads, with its rule and its default. */
export const variables = z.object({
  EMBERLOG_HOST: z.string().default('127.0.0.1'),
  EMBERLOG_PORT: z.coerce.number<string>().int().min(0).max(65_535).default(8787),
  EMBERLOG_SQL_PORT: sqlPort.default(8123),
  EMBERLOG_SECRET: secret,
  EMBERLOG_KEYS_FILE: z.string(),
  EMBERLOG_PUBLIC_URL: httpUrl.optional(),
  EMBERLOG_VIEW_RETENTION: viewRetention.default(TIME_LIMITS.viewRetention),
  EMBERLOG_READ_KEYS: z.enum(['required', 'open']).default('open'),
  /** How many proxies in front add whom they were asked by to `X-Forwarded-For`. */
  EMBERLOG_TRUSTED_PROXIES: z.coerce.number<string>().int().min(0).max(10).default(0),
  CLICKHOUSE_URL: httpUrl,
  CLICKHOUSE_CLUSTER: clusterName.optional(),
  KAFKA_BROKERS: brokers,
  KAFKA_PARTITIONS: z.coerce.number<string>().int().min(1).max(1_000).default(4),
  KAFKA_REPLICATION_FACTOR: z.coerce.number<string>().int().min(1).max(10).default(1),
  KAFKA_SASL: sasl.optional(),
  KAFKA_TLS: z.enum(['on', 'off']).default('off'),
  KAFKA_SESSION_TIMEOUT_MS: z.coerce.number<string>().int().min(6_000).max(300_000).default(30_000),
  LOG_LEVEL: z.enum(logLevels).default('warn'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
});

/** To be picked by a process that may use Kafka. */
export const KAFKA_VARIABLES = {
  KAFKA_BROKERS: true,
  KAFKA_PARTITIONS: true,
  KAFKA_REPLICATION_FACTOR: true,
  KAFKA_SASL: true,
  KAFKA_TLS: true,
  KAFKA_SESSION_TIMEOUT_MS: true,
  EMBERLOG_VIEW_RETENTION: true,
} as const;

/**
 * The log keeps views longer than the tables, which keep them two months beyond their time: what is
 * projected again is judged by what came before it.
 */
const KEPT_BEYOND_MS = 124 * DAY;

type KafkaVariables = Pick<z.output<typeof variables>, keyof typeof KAFKA_VARIABLES>;

/** What the variables say of Kafka. */
export const kafkaOf = (env: KafkaVariables): KafkaLogOptions => ({
  brokers: env.KAFKA_BROKERS,
  partitions: env.KAFKA_PARTITIONS,
  replicationFactor: env.KAFKA_REPLICATION_FACTOR,
  tls: env.KAFKA_TLS === 'on',
  sessionTimeoutMs: env.KAFKA_SESSION_TIMEOUT_MS,
  viewsRetentionMs: env.EMBERLOG_VIEW_RETENTION + KEPT_BEYOND_MS,
  ...(env.KAFKA_SASL === undefined ? {} : { sasl: env.KAFKA_SASL }),
});

/** How long Kafka keeps the records of a topic, ms; null for ever. */
export const retentionIn =
  ({ viewsRetentionMs = null }: { readonly viewsRetentionMs?: number | null }) =>
  (topic: Topic): number | null =>
    topic === 'emberlog.views' ? viewsRetentionMs : null;

/** To be picked by a process that needs a ClickHouse server. */
export const CLICKHOUSE_VARIABLES = { CLICKHOUSE_URL: true, CLICKHOUSE_CLUSTER: true } as const;

/** To be picked by a process that listens. */
export const LISTEN_VARIABLES = {
  EMBERLOG_HOST: true,
  EMBERLOG_PORT: true,
  LOG_LEVEL: true,
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
} as const;
