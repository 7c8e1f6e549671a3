import { KAFKA_VARIABLES, kafkaOf, variables } from '@emberlog/composition';
import { mailOf, mailRules, mailVariables } from '@emberlog/composition/mail';
import { join } from 'node:path';
import { z } from 'zod';

const { EMBERLOG_KEYS_FILE, EMBERLOG_SECRET, CLICKHOUSE_URL, KAFKA_BROKERS } = variables.shape;

/** On the embedded default the first start makes them; beside servers they are nobody's to make. */
const MADE = ['EMBERLOG_SECRET', 'EMBERLOG_ADDRESS_KEYS'] as const;

/** The environment of the one-process product. Every variable has a default or is optional. */
export const standaloneConfig = variables
  .pick({
    EMBERLOG_HOST: true,
    EMBERLOG_PORT: true,
    EMBERLOG_SQL_PORT: true,
    EMBERLOG_PUBLIC_URL: true,
    EMBERLOG_READ_KEYS: true,
    EMBERLOG_TRUSTED_PROXIES: true,
    CLICKHOUSE_CLUSTER: true,
    LOG_LEVEL: true,
    OTEL_EXPORTER_OTLP_ENDPOINT: true,
    ...KAFKA_VARIABLES,
  })
  .extend({
    ...mailVariables.shape,
    EMBERLOG_ADDRESS_KEYS: mailVariables.shape.EMBERLOG_ADDRESS_KEYS.optional(),
    EMBERLOG_DATA_DIR: z.string().default('.emberlog'),
    EMBERLOG_BACKUP_DIR: z.string().min(1).optional(),
    EMBERLOG_DEMO: z.enum(['on', 'off']).default('on'),
    EMBERLOG_KEYS_FILE: EMBERLOG_KEYS_FILE.optional(),
    EMBERLOG_SECRET: EMBERLOG_SECRET.optional(),
    CLICKHOUSE_URL: CLICKHOUSE_URL.optional(),
    KAFKA_BROKERS: KAFKA_BROKERS.optional(),
  })
  .check(({ value: env, issues }) => {
    const outside = (['CLICKHOUSE_URL', 'KAFKA_BROKERS'] as const).find((name) => env[name]);
    if (outside === undefined) return;
    const message = `is required when ${outside} is set`;
    for (const name of MADE.filter((each) => env[each] === undefined)) {
      issues.push({ code: 'custom', path: [name], message, input: undefined });
    }
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
  .check(mailRules)
  .transform(({ KAFKA_BROKERS: brokers, ...env }) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    /** Null: nowhere. On a ClickHouse server analysts ask that. */
    sqlPort: env.EMBERLOG_SQL_PORT,
    dataDir: env.EMBERLOG_DATA_DIR,
    backupDir: env.EMBERLOG_BACKUP_DIR ?? join(env.EMBERLOG_DATA_DIR, 'backups'),
    keysFile: env.EMBERLOG_KEYS_FILE ?? null,
    secret: env.EMBERLOG_SECRET ?? null,
    /** Null: those of the data directory, made on the first start. */
    addressKeys: env.EMBERLOG_ADDRESS_KEYS ?? null,
    publicUrl: env.EMBERLOG_PUBLIC_URL ?? null,
    siteName: env.EMBERLOG_SITE_NAME,
    mail: mailOf(env),
    trustedProxies: env.EMBERLOG_TRUSTED_PROXIES,
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
