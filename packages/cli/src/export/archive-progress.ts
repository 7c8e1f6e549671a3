import type { TopicName } from '@emberlog/client';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';

/** What the first line of an archive says. */
export const ARCHIVE_FORMAT = 1;

/** One partition of an export: it ends where the partition ended when the export began. */
type ExportPart = {
  readonly topic: TopicName;
  readonly partition: number;
  /** Where it began. */
  readonly first: number;
  readonly next: number;
  readonly end: number;
};

/** How far an export is: the archive's first `bytes` hold everything before each `next`. */
export type ExportProgress = {
  /** Version of the archive's format. */
  readonly format: typeof ARCHIVE_FORMAT;
  readonly url: string;
  /** Those that were asked for. */
  readonly topics: readonly TopicName[];
  readonly bytes: number;
  readonly parts: readonly ExportPart[];
};

const progressPath = (file: string): string => `${file}.emberlog-progress`;

/** Null when there is none, it cannot be read, it is of another export, or the archive is not there. */
export const loadProgress = async (
  file: string,
  { url, topics }: Pick<ExportProgress, 'url' | 'topics'>,
): Promise<ExportProgress | null> => {
  try {
    const found = JSON.parse(await readFile(progressPath(file), 'utf8')) as Omit<
      ExportProgress,
      'format'
    > & { readonly format?: number };
    const isSame =
      found.format === ARCHIVE_FORMAT &&
      found.url === url &&
      String(found.topics) === String(topics);
    const { size } = await stat(file);
    const isThere = isSame && Array.isArray(found.parts) && size >= found.bytes;
    return isThere ? { ...found, format: ARCHIVE_FORMAT } : null;
  } catch {
    return null;
  }
};

/** In one step: a kill leaves the old progress or the new one. */
export const saveProgress = async (file: string, progress: ExportProgress): Promise<void> => {
  const next = `${progressPath(file)}.next`;
  await writeFile(next, `${JSON.stringify(progress)}\n`);
  await rename(next, progressPath(file));
};

export const removeProgress = async (file: string): Promise<void> => {
  await rm(progressPath(file), { force: true });
};
