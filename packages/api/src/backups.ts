import { z } from 'zod';
import { topicName } from './admin/topic-name.ts';

/** Of a backup, and of the directory it lies in. */
export const backupName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
  error:
    'must be 1 to 64 letters, digits, dots, hyphens and underscores, the first a letter or a digit',
});

/** `POST /admin/v1/backups`. */
export const backupRequest = z.strictObject({
  /** @default the time, such as 2026-11-24T13-11-00-180Z */
  name: backupName.optional(),
  /** Whether to tell only where it would lie and about how large it would be. @default false */
  dry_run: z.boolean().optional(),
});
export type BackupRequest = z.infer<typeof backupRequest>;

/** Offsets of a partition that the log of a backup holds: `first` ≤ offset < `end`. */
const backedUpPartition = z.strictObject({
  topic: topicName,
  partition: z.int().min(0),
  first: z.int().min(0),
  end: z.int().min(0),
});

const SUBSCRIPTIONS = 'emberlog.subscriptions';

/** One backup. Times are RFC 3339, sizes bytes. */
export const backupReply = z.object({
  name: z.string(),
  state: z.enum(['planned', 'running', 'done', 'failed']),
  step: z.enum(['waiting', 'tables', 'log', 'checksums']).nullable(),
  done_bytes: z.int(),
  /** What is expected before all of it is known. */
  total_bytes: z.int(),
  /** Where it lies on the machine of the server. */
  place: z.string(),
  /** The command that restores it. */
  restore: z.string(),
  /** Whether its files can be had over HTTP. */
  downloadable: z.boolean(),
  /** Null where the log is not part of it, or not known yet. */
  positions: z.array(backedUpPartition).nullable(),
  /** Why it failed; a sentence without its full stop. */
  trouble: z.string().nullable(),
  asked_at: z.string(),
  /** Null until it is done. */
  made_at: z.string().nullable(),
});
export type BackupReply = z.infer<typeof backupReply>;

/** `GET /admin/v1/backups`, the newest first. */
export const backupsReply = z.object({ backups: z.array(backupReply) });
export type BackupsReply = z.infer<typeof backupsReply>;

const safeSegments = (path: string): boolean =>
  path.split('/').every((segment) => !['', '.', '..'].includes(segment)) && !/[\\\0]/.test(path);

/** A file below the directory of a backup, its path with `/` between the segments. */
const backedUpFile = z.strictObject({
  path: z
    .string()
    .max(4_096)
    .refine(safeSegments, { error: 'must be a path below the directory of the backup' }),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackedUpFile = z.infer<typeof backedUpFile>;

/** Name of the file that is written last, and says what belongs to a backup. */
export const MANIFEST = 'manifest.json';

/** The formats of manifests that this release reads; it writes the last. */
export const MANIFEST_FORMATS = [1, 2] as const;

/** What a backup of a data directory is, beside `sha256`, the checksum of all of this. */
export const backupManifest = z.strictObject({
  /** 2 has readers, 1 was made before there were any. */
  format: z.literal(MANIFEST_FORMATS),
  name: backupName,
  /** Of the software that made it. */
  version: z.string(),
  made_at: z.iso.datetime(),
  /** Names the secret that the data were begun with; the secret itself is in no backup. */
  secret_fingerprint: z.string(),
  positions: z.array(backedUpPartition),
  /** Of the log of subscriptions, which is told to nobody but who has the backup. Absent in format 1. */
  subscriptions: z.array(backedUpPartition.extend({ topic: z.literal(SUBSCRIPTIONS) })).optional(),
  /** How many addresses its rows hold; a key of one is in no backup. Absent in format 1. */
  addresses: z.int().min(0).optional(),
  files: z.array(backedUpFile),
});
export type BackupManifest = z.infer<typeof backupManifest>;
