import { FACT_TABLES, MOST_LOGIC, MOST_VIEW_WINDOW_MINUTES } from '@emberlog/clickhouse';
import { z } from 'zod';

/** What a rebuild is asked to do. */
export const rebuildRequest = z.strictObject({
  /** One after the other. */
  tables: z.array(z.enum(FACT_TABLES)).min(1),
  /** A new window of views; null: as it is served. */
  viewWindowMinutes: z.int().min(1).max(MOST_VIEW_WINDOW_MINUTES).nullable(),
  /** The number of another logic of the one table asked for; null: the one that it is made by. */
  logic: z.int().min(1).max(MOST_LOGIC).nullable().default(null),
  /** SHA-256 of an archive that has what the log dropped; null: from the log alone. */
  archive: z.string().nullable().default(null),
  /** Whether to tell only how the served tables differ from what the log makes. */
  dryRun: z.boolean(),
  /** Whether to switch to tables that differ though they are made alike: the served ones are wrong then. */
  acceptDrift: z.boolean(),
});
export type RebuildRequest = Readonly<z.infer<typeof rebuildRequest>>;

const tableReport = z.object({
  table: z.enum(FACT_TABLES),
  step: z.enum(['waiting', 'filling', 'comparing', 'switching', 'switched', 'compared']),
  /** Records of the log in the table that is made, and in the log when it was asked. */
  done: z.int(),
  total: z.int(),
  /** How the served table differs, where both are made alike and it was looked at. */
  drift: z.object({ rows: z.int(), differing: z.int(), first: z.string().nullable() }).nullable(),
});
export type TableReport = Readonly<z.infer<typeof tableReport>>;

/** How far a rebuild is, or how it ended. */
export const rebuildReport = z.object({
  tables: z.array(tableReport),
  /** Why it does not go on, or failed, as a sentence without its full stop. */
  trouble: z.string().nullable(),
});
export type RebuildReport = Readonly<z.infer<typeof rebuildReport>>;

export const reportOf = ({ tables }: Pick<RebuildRequest, 'tables'>): RebuildReport => ({
  tables: tables.map((table) => ({ table, step: 'waiting', done: 0, total: 0, drift: null })),
  trouble: null,
});
