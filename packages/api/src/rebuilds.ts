import { z } from 'zod';
import { archiveDigest } from './admin/archives.ts';

const table = z.enum(['items', 'votes', 'views']);

const MINUTES = { m: 1, h: 60, d: 1_440 } as const;
const MOST_MINUTES = 1_440;

/** `<int>(m|h|d)` as minutes. */
const minutesOf = (text: string): number => {
  const [, count = '', unit = 'm'] = /^(\d+)([mhd])$/.exec(text) ?? [];
  return Number(count) * MINUTES[unit as keyof typeof MINUTES];
};

const viewWindow = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/, { error: 'must be a duration such as 30m or 2h' })
  .refine((text) => minutesOf(text) <= MOST_MINUTES, { error: 'must be 24h at most' });

/** `POST /admin/v1/rebuilds`. */
export const rebuildRequest = z.strictObject({
  /** Which to make anew, one after the other. @default all */
  tables: z
    .array(table)
    .min(1)
    .max(3)
    .refine((names) => new Set(names).size === names.length, { error: 'must name each table once' })
    .optional(),
  /** How long an actor's views of an item count once, 1m to 24h. @default as it is served */
  view_window: viewWindow.optional(),
  /** The number of another logic of the one table named, 1 to 99. @default the one it is made by */
  logic: z.int().min(1).max(99).optional(),
  /** An archive that was sent whole: what the log dropped comes from it. @default from the log alone */
  archive: archiveDigest.optional(),
  /** Whether to tell how the served tables differ, and change nothing. @default false */
  dry_run: z.boolean().optional(),
  /** Whether to serve what the log makes although the served tables differ from it. @default false */
  accept_drift: z.boolean().optional(),
});
export type RebuildRequest = z.infer<typeof rebuildRequest>;

/** The window asked for in minutes, null where none is. */
export const viewWindowMinutes = ({ view_window: text }: RebuildRequest): number | null =>
  text === undefined ? null : minutesOf(text);

/** One rebuild. Times are RFC 3339. */
export const rebuildReply = z.object({
  id: z.string(),
  state: z.enum(['asked', 'running', 'cancelling', 'done', 'failed', 'cancelled']),
  tables: z.array(
    z.object({
      table,
      step: z.enum(['waiting', 'filling', 'comparing', 'switching', 'switched', 'compared']),
      /** Records in the table that is made, and in the log. */
      done: z.int(),
      total: z.int(),
      /** Rows of the served table that are not what the log makes; null where that was not looked at. */
      drift: z
        .object({ rows: z.int(), differing: z.int(), first: z.string().nullable() })
        .nullable(),
    }),
  ),
  view_window: z.string().nullable(),
  logic: z.int().nullable(),
  archive: z.string().nullable(),
  dry_run: z.boolean(),
  accept_drift: z.boolean(),
  /** Why it failed, or does not go on; a sentence without its full stop. */
  trouble: z.string().nullable(),
  asked_at: z.string(),
  told_at: z.string(),
});
export type RebuildReply = z.infer<typeof rebuildReply>;

/** `GET /admin/v1/rebuilds`, the newest first. */
export const rebuildsReply = z.object({ rebuilds: z.array(rebuildReply) });
export type RebuildsReply = z.infer<typeof rebuildsReply>;
