import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { EventLog } from '@emberlog/event-log';

/** The lines of an archive of what a log holds below an offset, as it is exported. */
export const archiveLines = async (log: EventLog, below = Infinity): Promise<readonly string[]> => {
  const bounds = await log.bounds();
  const parts = bounds.map(({ topic, partition, first, end }) => ({
    ...{ topic, partition, first },
    end: Math.min(end, below),
  }));
  const lines = [JSON.stringify({ emberlog_archive: 1, parts })];
  for (const { topic, partition, first, end } of parts) {
    for (let offset = first; offset < end; offset += 1) {
      const record = await log.read({ topic, partition, offset });
      if (record === null) throw new Error('the log has a hole');
      const appended = new Date(record.appended).toISOString();
      const value = Buffer.from(record.value).toString('base64');
      lines.push(JSON.stringify({ topic, partition, offset, appended, key: record.key, value }));
    }
  }
  return lines;
};

/** As a file, in members of so many lines each. */
export const archiveFile = (lines: readonly string[], linesOfMember = 50): Buffer => {
  const members: Buffer[] = [];
  for (let at = 0; at < lines.length; at += linesOfMember) {
    const member = lines.slice(at, at + linesOfMember);
    members.push(gzipSync(member.map((line) => `${line}\n`).join('')));
  }
  return Buffer.concat(members);
};

export const digestOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');
