import type { Admin, BackupManifest, BackupReply } from '@emberlog/client';
import { showProgress } from '@emberlog/terminal';
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RefusedError } from '../refused-error.ts';
import type { Surroundings } from '../surroundings.ts';
import { megabytes } from './backup-text.ts';

/** Written last: with it a directory is a backup. */
const MANIFEST = 'manifest.json';
const UNFINISHED = '.unfinished';

/** Throws RefusedError where there is anything already: a backup is never written over something. */
export const expectFree = async (out: string): Promise<void> => {
  const found = await readdir(out).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new RefusedError(
      'refused',
      `${out} cannot be a directory for a backup: ${String(error)}`,
    );
  });
  if (found.length > 0) throw new RefusedError('refused', `${out} has something in it already`);
};

/**
 * Brings the files of a backup, each held against its checksum, beside the directory that is to be; all
 * of them durable, that gets its name. Resolves with its path. What a killed one left is begun anew.
 */
export const fetchBackup = async (
  admin: Admin,
  { name, total_bytes: total }: BackupReply,
  out: string,
  { stderr, clock }: Surroundings,
): Promise<string> => {
  const place = resolve(out);
  const unfinished = `${place}${UNFINISHED}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const progress = showProgress<number>({
    ...{ stream: stderr, clock },
    extent: (at) => ({ at, of: total }),
    words: (at) => `bringing it here, ${megabytes(at)} of ${megabytes(total)}`,
  });
  try {
    const text = await new Response(await admin.backupFile(name, MANIFEST)).text();
    const { files } = JSON.parse(text) as BackupManifest;
    let bytes = 0;
    const left = [...files];
    const bringAll = async (): Promise<void> => {
      for (let file = left.pop(); file !== undefined; file = left.pop()) await bring(file);
    };
    const bring = async ({ path, sha256 }: BackedUpFile): Promise<void> => {
      expectBelow(path);
      await mkdir(dirname(join(unfinished, path)), { recursive: true });
      const content = await admin.backupFile(name, path);
      const written = await write(join(unfinished, path), content, (more) => {
        bytes += more;
        progress.update(bytes);
      });
      if (written !== sha256)
        throw new Error(`${path} did not come as it was written; the backup stays with the server`);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, bringAll));
    await write(join(unfinished, MANIFEST), new Blob([text]).stream(), () => undefined);
    const directories = new Set(files.flatMap(({ path }) => parentsOf(path)));
    for (const below of directories) await syncDirectory(join(unfinished, below));
  } finally {
    progress.stop();
  }
  await rename(unfinished, place);
  await syncDirectory(dirname(place));
  return place;
};

/** A disk that syncs one file waits more than it works. */
const AT_A_TIME = 4;

type BackedUpFile = BackupManifest['files'][number];

/** Writes what comes, durable when it resolves with its checksum. */
const write = async (
  path: string,
  content: ReadableStream<Uint8Array>,
  onBytes: (more: number) => void,
): Promise<string> => {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      await file.writeFile(chunk);
      onBytes(chunk.byteLength);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
};

/** `a/b`, `a` and `.` of `a/b/c`. */
const parentsOf = (path: string): readonly string[] => {
  const parent = dirname(path);
  return parent === '.' ? [parent] : [parent, ...parentsOf(parent)];
};

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  await handle.sync().finally(async () => await handle.close());
};

/** What a server says must not lead out of the directory. */
const expectBelow = (path: string): void => {
  const isBelow = path.split('/').every((segment) => !['', '.', '..'].includes(segment));
  if (!isBelow || path.includes('\\'))
    throw new Error(`the backup names a file outside of it: ${path}`);
};
