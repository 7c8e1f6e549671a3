import { httpUrl, LISTEN_VARIABLES, variables } from '@emberlog/composition';
import { z } from 'zod';

/** The environment of the dashboard's process. */
export const dashboardConfig = variables
  .pick({ ...LISTEN_VARIABLES, EMBERLOG_SECRET: true, EMBERLOG_PUBLIC_URL: true })
  .extend({
    EMBERLOG_COLLECTOR_URL: httpUrl,
    EMBERLOG_QUERY_URL: httpUrl,
    /** Absent: nobody can ask for digests here. */
    EMBERLOG_DIGEST_URL: httpUrl.optional(),
    /** With the scope `write`, and `read` where reading needs a key. */
    EMBERLOG_API_KEY: z.string().min(1),
  })
  .transform((env) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    secret: env.EMBERLOG_SECRET,
    publicUrl: env.EMBERLOG_PUBLIC_URL ?? null,
    collectorUrl: env.EMBERLOG_COLLECTOR_URL,
    queryUrl: env.EMBERLOG_QUERY_URL,
    digestUrl: env.EMBERLOG_DIGEST_URL ?? null,
    apiKey: env.EMBERLOG_API_KEY,
    logLevel: env.LOG_LEVEL,
    /** Null: nobody traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }));
