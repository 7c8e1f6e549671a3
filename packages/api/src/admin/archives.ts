import { z } from 'zod';
import { offsetNumber, partitionNumber, topicName } from './topic-name.ts';

/**
 * First line of an archive of the log, which is gzip of one JSON document a line. The records follow:
 * those of the first part in their order, then those of the next.
 */
export const archiveHeader = z.strictObject({
  /** Version of the format. */
  emberlog_archive: z.literal(1),
  /** It holds `first` ≤ offset < `end` of each. */
  parts: z.array(
    z.strictObject({
      topic: topicName,
      partition: partitionNumber,
      first: offsetNumber,
      end: offsetNumber,
    }),
  ),
});
export type ArchiveHeader = z.infer<typeof archiveHeader>;

/** Every other line. */
export const archiveRecord = z.strictObject({
  topic: topicName,
  partition: partitionNumber,
  offset: offsetNumber,
  /** Clock of the log at append. */
  appended: z.string(),
  key: z.string(),
  /** Base64. */
  value: z.string(),
});
export type ArchiveRecord = z.infer<typeof archiveRecord>;

/** Bytes of one piece at most. */
export const MOST_PIECE_BYTES = 4 * 1024 * 1024;

/** An archive by its SHA-256. */
export const archiveDigest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 as 64 hexadecimal digits, small letters' });

const storedArchive = z.object({
  digest: z.string(),
  /** That are there. */
  bytes: z.int(),
  /** Whether all of it is there, and is what its digest says. */
  complete: z.boolean(),
});
export type StoredArchive = z.infer<typeof storedArchive>;

/** `GET /admin/v1/archives`. */
export const archivesReply = z.object({ archives: z.array(storedArchive) });
export type ArchivesReply = z.infer<typeof archivesReply>;

/** `PUT /admin/v1/archives/:digest?at&size`, with a piece of the bytes as the body. */
export const archiveReply = storedArchive;
export type ArchiveReply = StoredArchive;
