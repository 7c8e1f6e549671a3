import type { Admin, ArchiveHeader, ArchiveRecord, RawRecord, TopicName } from '@emberlog/client';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { RefusedError } from '../refused-error.ts';
import {
  ARCHIVE_FORMAT,
  type ExportProgress,
  loadProgress,
  removeProgress,
  saveProgress,
} from './archive-progress.ts';

const compress = promisify(gzip);

export type ExportOptions = {
  readonly admin: Admin;
  readonly url: string;
  /** Path of the archive. */
  readonly file: string;
  readonly topics: readonly TopicName[];
  /** Leaves the progress of an earlier run aside, and replaces the archive. */
  readonly fromStart: boolean;
  readonly isStopped: () => boolean;
  readonly onBegin: (from: ExportProgress) => void;
  readonly onProgress: (progress: ExportProgress) => void;
};

export type Exported = { readonly finished: boolean; readonly progress: ExportProgress };

/**
 * Writes the records that the log held when the export began, as one gzip member after the other. A
 * batch is over when it is on the disk and the progress says so: a kill in between writes it again.
 */
export const exportRecords = async (options: ExportOptions): Promise<Exported> => {
  const { admin, file, url, isStopped, onBegin, onProgress } = options;
  const found = options.fromStart
    ? null
    : await loadProgress(file, { url, topics: options.topics });
  if (found === null && !options.fromStart) await expectNoArchive(file);
  let progress = found ?? (await beginning(options));
  const archive = await open(file, found === null ? 'w' : 'r+', 0o600);
  try {
    // What was written and not told of will be written again.
    await archive.truncate(progress.bytes);
    if (progress.bytes === 0) progress = await begin(archive, progress);
    await saveProgress(file, progress);
    onBegin(progress);
    for (const { topic, partition } of progress.parts) {
      for (;;) {
        const part = progress.parts.find(
          (each) => each.topic === topic && each.partition === partition,
        );
        if (part === undefined || part.next >= part.end) break;
        if (isStopped()) return { finished: false, progress };
        const limit = Math.min(1_000, part.end - part.next);
        const { records } = await admin.records({ topic, partition, from: part.next, limit });
        if (records.length === 0)
          throw new Error(
            `the server gave no record of ${topic} ${partition} from ${part.next} on`,
          );
        const bytes = await compress(records.map(archiveLine).join(''));
        await archive.write(bytes, 0, bytes.length, progress.bytes);
        await archive.datasync();
        const next = part.next + records.length;
        progress = {
          ...progress,
          bytes: progress.bytes + bytes.length,
          parts: progress.parts.map((each) => (each === part ? { ...part, next } : each)),
        };
        await saveProgress(file, progress);
        onProgress(progress);
      }
    }
  } finally {
    await archive.close();
  }
  await removeProgress(file);
  return { finished: true, progress };
};

const beginning = async ({ admin, url, topics }: ExportOptions): Promise<ExportProgress> => {
  const reply = await admin.topics();
  const parts = reply.topics
    .filter(({ topic }) => topics.includes(topic))
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, first, end }) => ({
        topic,
        partition,
        first,
        next: first,
        end,
      })),
    );
  return { format: ARCHIVE_FORMAT, url, topics, bytes: 0, parts };
};

/** Writes the first line, which says what is to come: an archive that was cut off can be told. */
const begin = async (archive: FileHandle, progress: ExportProgress): Promise<ExportProgress> => {
  const header: ArchiveHeader = {
    emberlog_archive: ARCHIVE_FORMAT,
    parts: progress.parts.map(({ topic, partition, first, end }) => ({
      ...{ topic, partition, first, end },
    })),
  };
  const bytes = await compress(`${JSON.stringify(header)}\n`);
  await archive.write(bytes, 0, bytes.length, 0);
  await archive.datasync();
  return { ...progress, bytes: bytes.length };
};

const expectNoArchive = async (file: string): Promise<void> => {
  const found = await stat(file).catch(() => null);
  if (found === null) return;
  throw new RefusedError(
    'refused',
    `there is a file ${file} already: give another, or --from-start to replace it`,
  );
};

/** A line of the archive but the first. */
const archiveLine = (raw: RawRecord): string => {
  const { topic, partition, offset, appended, key, value } = raw;
  const record: ArchiveRecord = { topic, partition, offset, appended, key, value };
  return `${JSON.stringify(record)}\n`;
};

/** Records of an export that are done, and all of them. */
export const countOf = ({ parts }: ExportProgress) => ({
  done: parts.reduce((sum, { first, next }) => sum + next - first, 0),
  total: parts.reduce((sum, { first, end }) => sum + end - first, 0),
});
