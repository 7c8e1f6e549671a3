import {
  httpUrl,
  KAFKA_VARIABLES,
  kafkaOf,
  LISTEN_VARIABLES,
  variables,
} from '@emberlog/composition';
import { mailOf, mailRules, mailVariables } from '@emberlog/composition/mail';
import { z } from 'zod';

/** The environment of the digest service's process. */
export const digestConfig = variables
  .pick({
    ...LISTEN_VARIABLES,
    ...KAFKA_VARIABLES,
    EMBERLOG_SECRET: true,
    EMBERLOG_KEYS_FILE: true,
    EMBERLOG_TRUSTED_PROXIES: true,
  })
  .extend({
    ...mailVariables.shape,
    /** Links in mails lead there. */
    EMBERLOG_PUBLIC_URL: httpUrl,
    EMBERLOG_QUERY_URL: httpUrl,
    /** With the scope `read`, where reading needs a key. */
    EMBERLOG_API_KEY: z.string().min(1).optional(),
    /** Of the addresses and, where no server for mail is named, of messages. */
    EMBERLOG_DATA_DIR: z.string().min(1),
  })
  .check(mailRules)
  .transform((env) => ({
    host: env.EMBERLOG_HOST,
    port: env.EMBERLOG_PORT,
    secret: env.EMBERLOG_SECRET,
    keysFile: env.EMBERLOG_KEYS_FILE,
    addressKeys: env.EMBERLOG_ADDRESS_KEYS,
    dataDir: env.EMBERLOG_DATA_DIR,
    publicUrl: env.EMBERLOG_PUBLIC_URL,
    queryUrl: env.EMBERLOG_QUERY_URL,
    /** Null: rankings are read without one. */
    apiKey: env.EMBERLOG_API_KEY ?? null,
    siteName: env.EMBERLOG_SITE_NAME,
    mail: mailOf(env),
    trustedProxies: env.EMBERLOG_TRUSTED_PROXIES,
    kafka: kafkaOf(env),
    logLevel: env.LOG_LEVEL,
    /** Null: nobody traces. */
    otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  }));
