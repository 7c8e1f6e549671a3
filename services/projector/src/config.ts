import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CLICKHOUSE_VARIABLES,
  KAFKA_VARIABLES,
  kafkaOf,
  LISTEN_VARIABLES,
  variables,
} from '@emberlog/composition';
import { z } from 'zod';

/** The environment of the projector's process; it listens for operators and for questions after its health. */
export const projectorConfig = variables
  .pick({
    ...LISTEN_VARIABLES,
    ...CLICKHOUSE_VARIABLES,
    ...KAFKA_VARIABLES,
    EMBERLOG_SECRET: true,
    EMBERLOG_KEYS_FILE: true,
  })
  .partial({ EMBERLOG_KEYS_FILE: true })
  .extend({
    EMBERLOG_ARCHIVES_DIR: z.string().min(1).optional(),
  })
  .transform((env) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    secret: env.EMBERLOG_SECRET,
    /** Without it nobody may ask anything of an operator. */
    keysFile: env.EMBERLOG_KEYS_FILE ?? null,
    /** Where archives are kept while a rebuild is made from them: of one process, which removes what others left. */
    archivesDir:
      env.EMBERLOG_ARCHIVES_DIR ?? join(tmpdir(), `emberlog-archives-${env.EMBERLOG_PORT}`),
    clickhouseUrl: env.CLICKHOUSE_URL,
    clickhouseCluster: env.CLICKHOUSE_CLUSTER ?? null,
    kafka: kafkaOf(env),
    viewRetentionMs: env.EMBERLOG_VIEW_RETENTION,
    logLevel: env.LOG_LEVEL,
    /** Null: nobody traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }));
