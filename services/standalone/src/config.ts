import type { KafkaCredentials } from '@emberlog/event-log/kafka';
import { z } from 'zod';

const port = z.coerce.number<string>().int().min(0).max(65_535);

const secret = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be 32 bytes as 64 hexadecimal digits' })
  .transform((hex) => Buffer.from(hex, 'hex'));

const brokers = z
  .string()
  .transform((list) => list.split(',').map((each) => each.trim()))
  .refine((list) => list.every((each) => /^[^\s:]+:\d{1,5}$/.test(each)), {
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

/** The environment of the one-process product. Every variable has a default or is optional. */
export const standaloneConfig = z
  .object({
    EMBERLOG_HOST: z.string().default('127.0.0.1'),
    EMBERLOG_PORT: port.default(8787),
    EMBERLOG_DATA_DIR: z.string().default('.emberlog'),
    EMBERLOG_KEYS_FILE: z.string().optional(),
    EMBERLOG_SECRET: secret.optional(),
    EMBERLOG_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    EMBERLOG_READ_KEYS: z.enum(['required', 'open']).default('open'),
    EMBERLOG_DEMO: z.enum(['on', 'off']).default('on'),
    CLICKHOUSE_URL: z.url({ protocol: /^https?$/ }).optional(),
    KAFKA_BROKERS: brokers.optional(),
    KAFKA_PARTITIONS: z.coerce.number<string>().int().min(1).max(1_000).default(4),
    KAFKA_REPLICATION_FACTOR: z.coerce.number<string>().int().min(1).max(10).default(1),
    KAFKA_SASL: sasl.optional(),
    KAFKA_TLS: z.enum(['on', 'off']).default('off'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('warn'),
  })
  .check((context) => {
    const { EMBERLOG_SECRET: given, ...env } = context.value;
    const outside = (['CLICKHOUSE_URL', 'KAFKA_BROKERS'] as const).find((name) => env[name]);
    if (outside === undefined || given !== undefined) return;
    context.issues.push({
      code: 'custom',
      path: ['EMBERLOG_SECRET'],
      message: `is required when ${outside} is set`,
      input: given,
    });
  })
  .transform((env) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    dataDir: env.EMBERLOG_DATA_DIR,
    keysFile: env.EMBERLOG_KEYS_FILE ?? null,
    secret: env.EMBERLOG_SECRET ?? null,
    publicUrl: env.EMBERLOG_PUBLIC_URL ?? null,
    readKeys: env.EMBERLOG_READ_KEYS,
    demo: env.EMBERLOG_DEMO === 'on',
    clickhouseUrl: env.CLICKHOUSE_URL ?? null,
    kafka:
      env.KAFKA_BROKERS === undefined
        ? null
        : {
            brokers: env.KAFKA_BROKERS,
            partitions: env.KAFKA_PARTITIONS,
            replicationFactor: env.KAFKA_REPLICATION_FACTOR,
            tls: env.KAFKA_TLS === 'on',
            ...(env.KAFKA_SASL === undefined ? {} : { sasl: env.KAFKA_SASL }),
          },
    logLevel: env.LOG_LEVEL,
  }));

export type StandaloneConfig = z.output<typeof standaloneConfig>;

/** The configuration without what must not be read over somebody's shoulder. */
export const shownConfig = ({ secret, kafka, ...config }: StandaloneConfig) => ({
  ...config,
  secret: secret === null ? null : 'given',
  kafka: kafka === null ? null : { ...kafka, ...('sasl' in kafka ? { sasl: 'given' } : {}) },
});
