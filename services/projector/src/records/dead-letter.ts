import type { DeadLetterRow } from '@emberlog/clickhouse';
import type { Unreadable } from './read-record.ts';

/** An unreadable record as it is kept for an operator: whole, with the reason. */
export const deadLetter = ({ record, reason }: Unreadable): DeadLetterRow => ({
  topic: record.topic,
  kp: record.partition,
  off: record.offset,
  key: Buffer.from(record.key).toString('base64'),
  bytes: Buffer.from(record.value).toString('base64'),
  reason,
  appended: record.appended,
});
