import {
  offsetNumber,
  partitionNumber,
  topicName,
  type RawRecord,
  type RecordsReply,
  type TopicsReply,
} from '@emberlog/api';
import {
  TOPICS,
  type EventLog,
  type LogRecord,
  type PartitionBounds,
  type Topic,
} from '@emberlog/event-log';
import { createProblem, readQuery, type HttpEnv } from '@emberlog/service-kit';
import { Hono } from 'hono';
import { z } from 'zod';
import { refusedForNow } from './refused-for-now.ts';
import { textOf } from './text-of.ts';

export type RecordDeps = {
  readonly log: Pick<EventLog, 'bounds' | 'read'>;
  /** How long the records of a topic are kept, ms; null: for ever. */
  readonly retentionOf: (topic: Topic) => number | null;
};

/** Values of one reply together; a record that is longer is alone. */
const MAX_REPLY_BYTES = 1024 * 1024;
/** On Kafka every read asks where the partition ends, which need not wait for the one before. */
const READ_AT_A_TIME = 16;

/** `GET /admin/v1/topics`, and `GET /admin/v1/records`: what the log holds, as it holds it. */
export const recordRoutes = ({ log, retentionOf }: RecordDeps): Hono<HttpEnv> => {
  const routes = new Hono<HttpEnv>();

  routes.get(
    '/admin/v1/topics',
    refusedForNow(async (c) => {
      const bounds = await log.bounds();
      const reply: TopicsReply = {
        topics: TOPICS.map((topic) => ({
          topic,
          retention_ms: retentionOf(topic),
          partitions: bounds
            .filter((each) => each.topic === topic)
            .map(({ partition, first, end }) => ({ partition, first, end })),
        })),
      };
      return c.json(reply, 200, { 'Cache-Control': 'no-store' });
    }),
  );

  routes.get(
    '/admin/v1/records',
    refusedForNow(async (c) => {
      const { topic, partition, from, limit } = readQuery(c, recordsQuery);
      const bound = (await log.bounds()).find(
        (each) => each.topic === topic && each.partition === partition,
      );
      if (bound === undefined) throw noSuchPartition(topic, partition);
      const start = from ?? bound.first;
      expectWithin(bound, start);
      const records = await readRecords(log, bound, start, limit);
      const next = start + records.length;
      const reply: RecordsReply = { records, next, first: bound.first, end: bound.end };
      return c.json(reply, 200, { 'Cache-Control': 'no-store' });
    }),
  );
  return routes;
};

const readRecords = async (
  log: RecordDeps['log'],
  { topic, partition, end }: PartitionBounds,
  start: number,
  limit: number,
): Promise<RawRecord[]> => {
  const records: RawRecord[] = [];
  let bytes = 0;
  const stop = Math.min(end, start + limit);
  for (let from = start; from < stop; from += READ_AT_A_TIME) {
    const offsets = Array.from(
      { length: Math.min(READ_AT_A_TIME, stop - from) },
      (_, n) => from + n,
    );
    const read = offsets.map(async (offset) => await log.read({ topic, partition, offset }));
    for (const record of await Promise.all(read)) {
      if (record === null) return records;
      bytes += record.value.byteLength;
      if (records.length > 0 && bytes > MAX_REPLY_BYTES) return records;
      records.push(rawRecord(record));
    }
  }
  return records;
};

const rawRecord = ({ topic, partition, offset, appended, key, value }: LogRecord): RawRecord => ({
  topic,
  partition,
  offset,
  appended: new Date(appended).toISOString(),
  key,
  value: Buffer.from(value).toString('base64'),
  text: textOf(value),
});

const noSuchPartition = (topic: Topic, partition: number) => {
  const message = `is none of ${topic}`;
  return createProblem({
    status: 404,
    detail: `partition ${partition} ${message}`,
    errors: [{ path: 'partition', code: 'unknown_partition', message }],
  });
};

const expectWithin = ({ first, end }: PartitionBounds, start: number): void => {
  if (start >= first && start <= end) return;
  const isGone = start < first;
  const message = isGone
    ? `must be ${first} or more: older records are no longer kept`
    : `must be ${end}, where the partition ends, or less`;
  throw createProblem({
    status: isGone ? 410 : 400,
    detail: `from ${message}`,
    errors: [{ path: 'from', code: isGone ? 'offset_gone' : 'offset_ahead', message }],
  });
};

const wholeNumber = z
  .string()
  .regex(/^\d{1,16}$/, { error: 'must be a whole number' })
  .transform(Number);

const recordsQuery = z.object({
  topic: topicName,
  partition: wholeNumber.pipe(partitionNumber),
  /** @default the first record */
  from: wholeNumber.pipe(offsetNumber).optional(),
  limit: wholeNumber.pipe(z.int().min(1).max(1_000)).default(100),
});
