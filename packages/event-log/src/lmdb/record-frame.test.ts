import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../event-log.ts';
import { LogCorruptedError } from '../log-corrupted-error.ts';
import { decodeFrame, encodeFrame } from './record-frame.ts';

const position = { topic: 'emberlog.votes', partition: 3, offset: 41 } as const;
const record: LogRecord = {
  ...position,
  appended: 1765324800123,
  key: 'papers/π',
  value: Buffer.from('up'),
};

describe('a record frame', () => {
  it('gives back the record it was made of, whatever its key and bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat(),
        (key, value, appended) => {
          const whole = { ...position, appended, key, value };
          expect(decodeFrame(encodeFrame(whole), position)).toEqual(whole);
        },
      ),
    );
  });

  it('detects every single damaged byte', () => {
    const frame = encodeFrame(record);
    for (let at = 0; at < frame.byteLength; at += 1) {
      const damaged = Buffer.from(frame);
      damaged.writeUInt8(frame.readUInt8(at) ^ 0x10, at);
      expect(() => decodeFrame(damaged, position)).toThrow(LogCorruptedError);
    }
  });

  it('detects every truncation', () => {
    const frame = encodeFrame(record);
    for (let size = 0; size < frame.byteLength; size += 1) {
      expect(() => decodeFrame(frame.subarray(0, size), position)).toThrow(LogCorruptedError);
    }
  });

  it('detects a whole record that lies at another place, and names the place', () => {
    const elsewhere = { ...position, offset: 42 };
    expect(() => decodeFrame(encodeFrame(record), elsewhere)).toThrow(
      'record 42 of emberlog.votes partition 3 fails its checksum',
    );
  });
});
