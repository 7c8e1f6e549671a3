import { z } from 'zod';
import { offsetNumber, partitionNumber, topicName } from './topic-name.ts';

const partitionBounds = z.object({
  partition: partitionNumber,
  /** The log holds `first` ≤ offset < `end`. */
  first: offsetNumber,
  end: offsetNumber,
});

/** `GET /admin/v1/topics`. */
export const topicsReply = z.object({
  topics: z.array(
    z.object({
      topic: topicName,
      /** How long records are kept, ms; null: for ever. */
      retention_ms: z.int().nullable(),
      partitions: z.array(partitionBounds),
    }),
  ),
});
export type TopicsReply = z.infer<typeof topicsReply>;

const rawRecord = z.object({
  topic: topicName,
  partition: partitionNumber,
  offset: offsetNumber,
  /** Clock of the log at append. */
  appended: z.iso.datetime(),
  key: z.string(),
  /** Base64. */
  value: z.base64(),
  /** The value where it is UTF-8. */
  text: z.string().nullable(),
});
export type RawRecord = z.infer<typeof rawRecord>;

/** `GET /admin/v1/records`: of one partition, in order. */
export const recordsReply = z.object({
  records: z.array(rawRecord),
  /** Where to go on; equal to `end` when all was given. */
  next: offsetNumber,
  first: offsetNumber,
  end: offsetNumber,
});
export type RecordsReply = z.infer<typeof recordsReply>;
