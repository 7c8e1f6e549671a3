import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { UsageError } from '../exit-code.ts';

/** Which file went where; a checkpoint of anything else says nothing. */
export type Fingerprint = {
  readonly url: string;
  readonly size: number;
  readonly mtimeMs: number;
};

/** How far an import is: everything before `offset` is durable or rejected. */
export type Progress = {
  readonly offset: number;
  readonly line: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Length of the file of rejected lines; what lies beyond was not acknowledged. */
  readonly rejectedBytes: number;
};

export const NO_PROGRESS: Progress = {
  offset: 0,
  line: 0,
  accepted: 0,
  rejected: 0,
  rejectedBytes: 0,
};

export type Checkpoint = {
  /** Null when there is none, it cannot be read, or it is of another file or server. */
  readonly load: () => Promise<Progress | null>;
  /** In one step: a kill leaves the old progress or the new one. */
  readonly save: (progress: Progress) => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** Throws UsageError where there is no file. */
export const fingerprintOf = async (file: string, url: string): Promise<Fingerprint> => {
  const found = await stat(file).catch(() => null);
  if (found?.isFile() !== true) throw new UsageError(`there is no file ${file}`);
  return { url, size: found.size, mtimeMs: found.mtimeMs };
};

/** The progress of an import, kept in a file of its own beside the imported one. */
export const checkpointAt = (path: string, fingerprint: Fingerprint): Checkpoint => ({
  load: async () => {
    const found = await parsed(path);
    if (found === null) return null;
    const { url, size, mtimeMs, offset, line, accepted, rejected, rejectedBytes } = found;
    const same =
      url === fingerprint.url && size === fingerprint.size && mtimeMs === fingerprint.mtimeMs;
    const progress = { offset, line, accepted, rejected, rejectedBytes };
    return same && Object.values(progress).every(isCount) ? (progress as Progress) : null;
  },
  save: async (progress) => {
    const next = `${path}.next`;
    await writeFile(next, `${JSON.stringify({ ...fingerprint, ...progress })}\n`);
    await rename(next, path);
  },
  remove: async () => {
    await rm(path, { force: true });
  },
});

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const parsed = async (path: string): Promise<Partial<Fingerprint & Progress> | null> => {
  try {
    const json: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof json === 'object' && json !== null ? json : null;
  } catch {
    return null;
  }
};
