import { KAFKA_VARIABLES, kafkaOf, variables } from '@emberlog/composition';
import { join } from 'node:path';
import { z } from 'zod';

const { EMBERLOG_KEYS_FILE, EMBERLOG_SECRET, CLICKHOUSE_URL, KAFKA_BROKERS } = variables.shape;

/** The environment of the one-process product. Every variable has a default or is optional. */
export const standaloneConfig = variables
  .pick({
    EMBERLOG_HOST: true,
    EMBERLOG_PORT: true,
    EMBERLOG_SQL_PORT: true,
    EMBERLOG_PUBLIC_URL: true,
    EMBERLOG_READ_KEYS: true,
    CLICKHOUSE_CLUSTER: true,
    LOG_LEVEL: true,
    OTEL_EXPORTER_OTLP_ENDPOINT: true,
    ...KAFKA_VARIABLES,
  })
  .extend({
    EMBERLOG_DATA_DIR: z.string().default('.emberlog'),
    EMBERLOG_BACKUP_DIR: z.string().min(1).optional(),
    EMBERLOG_DEMO: z.enum(['on', 'off']).default('on'),
    EMBERLOG_KEYS_FILE: EMBERLOG_KEYS_FILE.optional(),
    EMBERLOG_SECRET: EMBERLOG_SECRET.optional(),
    CLICKHOUSE_URL: CLICKHOUSE_URL.optional(),
    KAFKA_BROKERS: KAFKA_BROKERS.optional(),
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
  .check((context) => {
    const { CLICKHOUSE_URL: url, CLICKHOUSE_CLUSTER: cluster } = context.value;
    if (cluster === undefined || url !== undefined) return;
    context.issues.push({
      code: 'custom',
      path: ['CLICKHOUSE_CLUSTER'],
      message: 'needs CLICKHOUSE_URL, the address of its first replica',
      input: cluster,
    });
  })
  .transform(({ KAFKA_BROKERS: brokers, ...env }) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    /** Null: nowhere. On a ClickHouse server analysts ask that. */
    sqlPort: env.EMBERLOG_SQL_PORT,
    dataDir: env.EMBERLOG_DATA_DIR,
    backupDir: env.EMBERLOG_BACKUP_DIR ?? join(env.EMBERLOG_DATA_DIR, 'backups'),
    keysFile: env.EMBERLOG_KEYS_FILE ?? null,
    secret: env.EMBERLOG_SECRET ?? null,
    publicUrl: env.EMBERLOG_PUBLIC_URL ?? null,
    readKeys: env.EMBERLOG_READ_KEYS,
    demo: env.EMBERLOG_DEMO === 'on',
    clickhouseUrl: env.CLICKHOUSE_URL ?? null,
    clickhouseCluster: env.CLICKHOUSE_CLUSTER ?? null,
    kafka: brokers === undefined ? null : kafkaOf({ ...env, KAFKA_BROKERS: brokers }),
    viewRetentionMs: env.EMBERLOG_VIEW_RETENTION,
    logLevel: env.LOG_LEVEL,
    /** Null: nobody traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }));

export type StandaloneConfig = z.output<typeof standaloneConfig>;
