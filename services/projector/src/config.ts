import {
  CLICKHOUSE_VARIABLES,
  KAFKA_VARIABLES,
  kafkaOf,
  LISTEN_VARIABLES,
  variables,
} from '@emberlog/composition';

/** The environment of the projector's process; it listens for questions after its health only. */
export const projectorConfig = variables
  .pick({ ...LISTEN_VARIABLES, ...CLICKHOUSE_VARIABLES, ...KAFKA_VARIABLES, EMBERLOG_SECRET: true })
  .transform((env) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    secret: env.EMBERLOG_SECRET,
    clickhouseUrl: env.CLICKHOUSE_URL,
    clickhouseCluster: env.CLICKHOUSE_CLUSTER ?? null,
    kafka: kafkaOf(env),
    logLevel: env.LOG_LEVEL,
    /** Null: nobody traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }));
