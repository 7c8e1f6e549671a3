import { z } from 'zod';
import { offsetNumber, partitionNumber, topicName } from './topic-name.ts';

const partitionStatus = z.object({
  topic: topicName,
  partition: partitionNumber,
  /** The log holds `first` ≤ offset < `end`. */
  first: offsetNumber,
  end: offsetNumber,
  /** The next offset the table of the topic is to hold. */
  held: offsetNumber,
  lag_records: z.int(),
  /** Age of the oldest record that is not in the table; 0 when caught up, null where it cannot be read now. */
  lag_seconds: z.number().nullable(),
});
export type PartitionStatus = z.infer<typeof partitionStatus>;

const letterCount = z.object({
  topic: topicName,
  reason: z.string(),
  open: z.int(),
  replayed: z.int(),
  dropped: z.int(),
  resolved: z.int(),
});
export type LetterCount = z.infer<typeof letterCount>;

/** `GET /admin/v1/status`. */
export const statusReply = z.object({
  /** Of the software that answers. */
  version: z.string(),
  read_model: z.object({
    /** What position tokens carry: equal for tables that are made alike. */
    version: z.int(),
    /** How long an actor's views of an item count once, such as `30m`. */
    view_window: z.string(),
    /** Numbers of the logic that the served tables are made by. */
    logic: z.object({ items: z.int(), votes: z.int(), views: z.int() }),
    /** Tables of before, or to come, that are kept beside the served ones. */
    beside: z.array(z.string()),
  }),
  projector: z.object({
    /** What it is doing; null when the tables may be served. */
    status: z.string().nullable(),
    /** What keeps new records out of the tables, or null. */
    trouble: z.string().nullable(),
  }),
  partitions: z.array(partitionStatus),
  dead_letters: z.object({
    open: z.int(),
    /** The hundred most frequent reasons. */
    by_reason: z.array(letterCount),
  }),
});
export type StatusReply = z.infer<typeof statusReply>;
