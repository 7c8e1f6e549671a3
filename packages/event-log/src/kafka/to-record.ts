import type { KafkaMessage } from 'kafkajs';
import type { LogRecord, TopicPartition } from '../event-log.ts';

export const toRecord = <T extends string>(
  { topic, partition }: TopicPartition<T>,
  { offset, timestamp, key, value }: KafkaMessage,
): LogRecord<T> => ({
  topic,
  partition,
  offset: Number(offset),
  appended: Number(timestamp),
  key: key?.toString('utf8') ?? '',
  value: bytesOf(value),
});

/** The same bytes, not copied, as the other adapters give them. */
const bytesOf = (value: Buffer | null): Uint8Array =>
  value === null
    ? new Uint8Array(0)
    : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
