import { crc32 } from 'node:zlib';
import type { LogRecord, RecordPosition } from '../event-log.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';

// Layout of a stored value, big-endian:
// 0 format u8 · 1 crc32 u32 · 5 appended f64, ms · 13 key bytes u16 · 15 key, UTF-8 · value
const FORMAT = 1;
const CRC_AT = 1;
const APPENDED_AT = 5;
const KEY_SIZE_AT = 13;
const KEY_AT = 15;

/** A record as bytes, with a checksum over its content and its place. */
export function encodeFrame(record: LogRecord<string>): Buffer {
  const { appended, key, value } = record;
  const keySize = Buffer.byteLength(key);
  const frame = Buffer.allocUnsafe(KEY_AT + keySize + value.byteLength);
  frame.writeUInt8(FORMAT, 0);
  frame.writeDoubleBE(appended, APPENDED_AT);
  frame.writeUInt16BE(keySize, KEY_SIZE_AT);
  frame.write(key, KEY_AT);
  frame.set(value, KEY_AT + keySize);
  frame.writeUInt32BE(checksum(frame, record), CRC_AT);
  return frame;
}

/** The record in a frame; throws `LogCorruptedError` naming the position if the bytes are not its own. */
export function decodeFrame<T extends string>(
  frame: Buffer,
  position: RecordPosition<T>,
): LogRecord<T> {
  if (frame.byteLength < KEY_AT) throw new LogCorruptedError('is cut short', position);
  const format = frame.readUInt8(0);
  if (format !== FORMAT) throw new LogCorruptedError(`has unknown format ${format}`, position);
  if (frame.readUInt32BE(CRC_AT) !== checksum(frame, position)) {
    throw new LogCorruptedError('fails its checksum', position);
  }
  const valueAt = KEY_AT + frame.readUInt16BE(KEY_SIZE_AT);
  return {
    topic: position.topic,
    partition: position.partition,
    offset: position.offset,
    appended: frame.readDoubleBE(APPENDED_AT),
    key: frame.toString('utf8', KEY_AT, valueAt),
    value: new Uint8Array(frame.buffer, frame.byteOffset + valueAt, frame.byteLength - valueAt),
  };
}

// The place is part of the sum: a whole record under another record's key is damage too.
function checksum(frame: Buffer, { topic, partition, offset }: RecordPosition<string>): number {
  return crc32(frame.subarray(APPENDED_AT), crc32(`${topic}/${partition}/${offset}`));
}
