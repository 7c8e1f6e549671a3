import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { archiveHeader, archiveRecord, type ArchiveHeader } from '@emberlog/api';
import type { LogRecord } from '@emberlog/event-log';
import { RebuildRefusedError } from '../rebuild/rebuild-refused-error.ts';

export type ArchivePart = Readonly<ArchiveHeader['parts'][number]>;

/** An archive of the log that lies in a file. */
export type Archive = {
  readonly parts: readonly ArchivePart[];
  /**
   * Reads it from its beginning, part by part; records that lie together come together, those of
   * parts that are not wanted not at all. Rejects with `RebuildRefusedError` where it is not what it
   * says it is.
   */
  readonly records: (
    isWanted?: (part: ArchivePart) => boolean,
  ) => AsyncGenerator<readonly LogRecord[]>;
};

/** Over twice as long as the longest record that any log takes. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** Rejects with `RebuildRefusedError` where a file is no archive that this release can read. */
export const openArchive = async (path: string): Promise<Archive> => {
  const parts = await readHeader(path);
  return {
    parts,
    records: async function* (isWanted = () => true) {
      const dues = parts.filter(({ first, end }) => first < end).values();
      let due = startOf(dues.next().value);
      let isHeader = true;
      for await (const lines of linesOf(path)) {
        let records: LogRecord[] = [];
        for (const line of lines.slice(isHeader ? 1 : 0)) {
          if (due === null) throw refused('goes on after its end');
          if (isWanted(due.part)) records.push(recordOf(line, due));
          due.next += 1;
          if (due.next < due.part.end) continue;
          if (records.length > 0) yield records;
          records = [];
          due = startOf(dues.next().value);
        }
        isHeader = false;
        // Also without a record: who reads may want to stop.
        yield records;
      }
      if (due === null) return;
      const { topic, partition, end } = due.part;
      throw refused(
        `is cut off: it ends before offset ${due.next} of partition ${partition} of ${topic}, and was to hold all below ${end}`,
      );
    },
  };
};

/** The record that comes next. */
type Due = { readonly part: ArchivePart; next: number };

const startOf = (part: ArchivePart | undefined): Due | null =>
  part === undefined ? null : { part, next: part.first };

const readHeader = async (path: string): Promise<readonly ArchivePart[]> => {
  for await (const [line = ''] of linesOf(path)) {
    const read = archiveHeader.safeParse(parsed(line));
    if (!read.success) {
      throw refused('is none that this release can read: its first line is no mark of version 1');
    }
    return read.data.parts;
  }
  throw refused('is empty');
};

const recordOf = (line: string, { part, next }: Due): LogRecord => {
  const place = `offset ${next} of partition ${part.partition} of ${part.topic}`;
  const read = archiveRecord.safeParse(parsed(line));
  if (!read.success) throw refused(`has no readable record where ${place} belongs`);
  const { topic, partition, offset, key } = read.data;
  if (topic !== part.topic || partition !== part.partition || offset !== next) {
    throw refused(
      `has offset ${offset} of partition ${partition} of ${topic} where ${place} belongs`,
    );
  }
  const appended = Date.parse(read.data.appended);
  const value = Buffer.from(read.data.value, 'base64');
  if (Number.isNaN(appended) || value.toString('base64') !== read.data.value) {
    throw refused(`has no readable record where ${place} belongs`);
  }
  return { topic, partition, offset, appended, key, value };
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** Whole lines, those that were read at once together. */
const linesOf = async function* (path: string): AsyncGenerator<readonly string[]> {
  const text = createGunzip({ chunkSize: 256 * 1024 });
  text.setEncoding('utf8');
  // What fails is told to who reads.
  pipeline(createReadStream(path), text, () => undefined);
  let rest = '';
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw refused('has a line that is too long for a record');
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    const sentence = SENTENCES[codeOf(error)];
    throw sentence === undefined ? error : refused(sentence);
  }
  if (rest !== '') throw refused('is cut off: its last line has no end');
};

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'is not here: send it again',
  Z_BUF_ERROR: 'is cut off: its last part is not whole',
  Z_DATA_ERROR: 'is no gzip file, or damaged',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const refused = (what: string): RebuildRefusedError =>
  new RebuildRefusedError(`the archive ${what}`);
