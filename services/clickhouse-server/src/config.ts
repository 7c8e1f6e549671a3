import { logLevels } from '@emberlog/service-kit';
import { join } from 'node:path';
import { z } from 'zod';

/** The environment of the process. Every variable has a default or is optional. */
export const clickhouseServerConfig = z
  .object({
    EMBERLOG_CLICKHOUSE_HOST: z.string().default('127.0.0.1'),
    EMBERLOG_CLICKHOUSE_PORT: z.coerce.number<string>().int().min(0).max(65_535).default(8123),
    EMBERLOG_CLICKHOUSE_USER: z.string().default('default'),
    EMBERLOG_CLICKHOUSE_PASSWORD: z.string().optional(),
    EMBERLOG_DATA_DIR: z.string().default('.emberlog'),
    EMBERLOG_BACKUP_DIR: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(logLevels).default('warn'),
  })
  .transform((env) => ({
    host: env.EMBERLOG_CLICKHOUSE_HOST,
    port: env.EMBERLOG_CLICKHOUSE_PORT,
    user: env.EMBERLOG_CLICKHOUSE_USER,
    password: env.EMBERLOG_CLICKHOUSE_PASSWORD ?? null,
    /** The same directory that a standalone process has its engine in. */
    path: join(env.EMBERLOG_DATA_DIR, 'clickhouse'),
    /** Of its disk `backups`. */
    backups: env.EMBERLOG_BACKUP_DIR ?? join(env.EMBERLOG_DATA_DIR, 'backups'),
    logLevel: env.LOG_LEVEL,
  }));
