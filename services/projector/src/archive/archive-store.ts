import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A part of an archive that is on its way. */
export type Piece = {
  /** SHA-256 of the whole archive, hexadecimal. */
  readonly digest: string;
  /** Where it belongs, and how long the whole archive is, in bytes. */
  readonly at: number;
  readonly size: number;
  readonly bytes: Uint8Array;
};

type Stored = { readonly digest: string; readonly bytes: number; readonly complete: boolean };

/** Why a piece was not taken: with `place`, `bytes` is where the next one belongs. */
export type PieceRefusal =
  | { readonly why: 'too large'; readonly most: number }
  | { readonly why: 'no room' }
  | { readonly why: 'place'; readonly bytes: number }
  | { readonly why: 'another digest' }
  /** By its code, such as EACCES. */
  | { readonly why: 'unwritable'; readonly code: string };

/** Archives that were sent here, each named by its digest, in a directory of their own. */
export type ArchiveStore = {
  readonly list: () => Promise<readonly Stored[]>;
  readonly write: (piece: Piece) => Promise<Stored | PieceRefusal>;
  /** Whether all of it is here. */
  readonly has: (digest: string) => Promise<boolean>;
  readonly pathOf: (digest: string) => string;
  /** Removes all others, and what came of them. */
  readonly retain: (digests: readonly string[]) => Promise<void>;
};

export type ArchiveStoreOptions = {
  /** Made when it is needed, for its owner alone. */
  readonly directory: string;
  /** Of one archive. @default 16 GiB */
  readonly mostBytes?: number;
  /** What must stay free on the disk, bytes. @default 1 GiB */
  readonly reserve?: number;
};

const GIBIBYTE = 1024 ** 3;
const NAME = /^([0-9a-f]{64})\.(part|ndjson\.gz)$/;

/** Writes one piece at a time. */
export const createArchiveStore = (options: ArchiveStoreOptions): ArchiveStore => {
  const { directory, mostBytes = 16 * GIBIBYTE, reserve = GIBIBYTE } = options;
  const pathOf = (digest: string): string => join(directory, `${digest}.ndjson.gz`);
  const partOf = (digest: string): string => join(directory, `${digest}.part`);

  const write = async (piece: Piece): Promise<Stored | PieceRefusal> => {
    const { digest, at, size, bytes } = piece;
    const whole = await bytesOf(pathOf(digest));
    if (whole !== null) return { digest, bytes: whole, complete: true };
    if (size > mostBytes) return { why: 'too large', most: mostBytes };
    await makeDirectory(directory);
    const there = (await bytesOf(partOf(digest))) ?? 0;
    // A piece whose answer was lost comes again, and takes its own place.
    const end = at + bytes.byteLength;
    if (at > there || end > size) return { why: 'place', bytes: there };
    const { bavail, bsize } = await statfs(directory);
    if (bavail * bsize - (size - at) < reserve) return { why: 'no room' };
    await writeAt(partOf(digest), at, bytes);
    if (end < size) return { digest, bytes: end, complete: false };
    if ((await digestOf(partOf(digest))) !== digest) {
      await rm(partOf(digest), { force: true });
      return { why: 'another digest' };
    }
    await rename(partOf(digest), pathOf(digest));
    await sync(directory);
    return { digest, bytes: end, complete: true };
  };

  let writing: Promise<unknown> = Promise.resolve();
  return {
    pathOf,
    has: async (digest) => (await bytesOf(pathOf(digest))) !== null,
    list: async () => {
      const found: Stored[] = [];
      for (const name of await namesIn(directory)) {
        const [, digest = '', ending] = NAME.exec(name) ?? [];
        const bytes = await bytesOf(join(directory, name));
        if (bytes !== null) found.push({ digest, bytes, complete: ending !== 'part' });
      }
      return found;
    },
    write: async (piece) => {
      const answer = writing.then(async () => await write(piece).catch(refusalOf));
      writing = answer.catch(() => undefined);
      return await answer;
    },
    retain: async (digests) => {
      for (const name of await namesIn(directory)) {
        const [, digest = ''] = NAME.exec(name) ?? [];
        if (!digests.includes(digest)) await rm(join(directory, name), { force: true });
      }
    },
  };
};

/** What the system would not do; anything else is thrown. */
const refusalOf = (error: unknown): PieceRefusal => {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return isFull ? { why: 'no room' } : { why: 'unwritable', code: error.code };
};

/** Ours alone: the directory may hold other files, and there may be none. */
const namesIn = async (directory: string): Promise<readonly string[]> =>
  (await readdir(directory).catch(() => [])).filter((name) => NAME.test(name));

/** In a place where everybody may write, another could have made it to read what comes. */
const makeDirectory = async (directory: string): Promise<void> => {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  if (found.isDirectory() && found.uid === process.getuid?.()) return;
  throw Object.assign(new Error(`${directory} is not this user's directory`), { code: 'EPERM' });
};

const bytesOf = async (path: string): Promise<number | null> =>
  await stat(path).then(
    ({ size }) => size,
    () => null,
  );

/** What was after its end, as of an attempt that was cut off, goes. */
const writeAt = async (path: string, at: number, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, at === 0 ? 'w' : 'r+', 0o600);
  try {
    await file.write(bytes, 0, bytes.byteLength, at);
    await file.truncate(at + bytes.byteLength);
    await file.datasync();
  } finally {
    await file.close();
  }
};

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};
