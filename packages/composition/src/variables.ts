import { clusterName } from '@emberlog/clickhouse';
import type { KafkaCredentials, KafkaLogOptions } from '@emberlog/event-log/kafka';
import { logLevels } from '@emberlog/service-kit';
import { z } from 'zod';

const secret = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be 32 bytes as 64 hexadecimal digits' })
  .transform((hex) => Buffer.from(hex, 'hex'));

const MAX_PORT = 65_535;
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

/** Every variable that more than one process reads, with its rule and its default. */
export const variables = z.object({
  EMBERLOG_HOST: z.string().default('127.0.0.1'),
  EMBERLOG_PORT: z.coerce.number<string>().int().min(0).max(65_535).default(8787),
  EMBERLOG_SECRET: secret,
  EMBERLOG_KEYS_FILE: z.string(),
  EMBERLOG_PUBLIC_URL: httpUrl.optional(),
  EMBERLOG_READ_KEYS: z.enum(['required', 'open']).default('open'),
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
} as const;

type KafkaVariables = Pick<z.output<typeof variables>, keyof typeof KAFKA_VARIABLES>;

/** What the variables say of Kafka. */
export const kafkaOf = (env: KafkaVariables): KafkaLogOptions => ({
  brokers: env.KAFKA_BROKERS,
  partitions: env.KAFKA_PARTITIONS,
  replicationFactor: env.KAFKA_REPLICATION_FACTOR,
  tls: env.KAFKA_TLS === 'on',
  sessionTimeoutMs: env.KAFKA_SESSION_TIMEOUT_MS,
  ...(env.KAFKA_SASL === undefined ? {} : { sasl: env.KAFKA_SASL }),
});

/** To be picked by a process that needs a ClickHouse server. */
export const CLICKHOUSE_VARIABLES = { CLICKHOUSE_URL: true, CLICKHOUSE_CLUSTER: true } as const;

/** To be picked by a process that listens. */
export const LISTEN_VARIABLES = {
  EMBERLOG_HOST: true,
  EMBERLOG_PORT: true,
  LOG_LEVEL: true,
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
} as const;
