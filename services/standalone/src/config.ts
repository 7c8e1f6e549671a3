import { z } from 'zod';

const port = z.coerce.number<string>().int().min(0).max(65_535);

const secret = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, { error: 'must be 32 bytes as 64 hexadecimal digits' })
  .transform((hex) => Buffer.from(hex, 'hex'));

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
    KAFKA_BROKERS: z
      .undefined({ error: 'is not supported by this version: the log is embedded' })
      .optional(),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('warn'),
  })
  .check((context) => {
    const { CLICKHOUSE_URL: url, EMBERLOG_SECRET: given } = context.value;
    if (url === undefined || given !== undefined) return;
    context.issues.push({
      code: 'custom',
      path: ['EMBERLOG_SECRET'],
      message: 'is required when CLICKHOUSE_URL is set',
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
    logLevel: env.LOG_LEVEL,
  }));

export type StandaloneConfig = z.output<typeof standaloneConfig>;
