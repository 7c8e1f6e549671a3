import { KAFKA_VARIABLES, kafkaOf, LISTEN_VARIABLES, variables } from '@emberlog/composition';

/** The environment of the collector's process. */
export const collectorConfig = variables
  .pick({
    ...LISTEN_VARIABLES,
    ...KAFKA_VARIABLES,
    EMBERLOG_SECRET: true,
    EMBERLOG_KEYS_FILE: true,
  })
  .transform((env) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    secret: env.EMBERLOG_SECRET,
    keysFile: env.EMBERLOG_KEYS_FILE,
    kafka: kafkaOf(env),
    viewRetentionMs: env.EMBERLOG_VIEW_RETENTION,
    logLevel: env.LOG_LEVEL,
    /** Null: nobody traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }));
