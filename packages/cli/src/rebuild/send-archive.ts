import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Admin } from '@emberlog/client';
import { showProgress } from '@emberlog/terminal';
import { UsageError } from '../exit-code.ts';
import type { Surroundings } from '../surroundings.ts';

/** What one request of an archive holds at most. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * Sends an archive in pieces, from where an earlier attempt stopped. Resolves with its SHA-256, by
 * which a rebuild names it. Throws UsageError where there is no such file.
 */
export const sendArchive = async (
  admin: Pick<Admin, 'archives' | 'sendArchive'>,
  path: string,
  { stderr, clock }: Pick<Surroundings, 'stderr' | 'clock'>,
): Promise<string> => {
  const size = await sizeOf(path);
  const digest = await digestOf(path);
  const { archives } = await admin.archives();
  const found = archives.find((each) => each.digest === digest);
  // The answer to its last byte says that it is whole: one that is being read there may be another yet.
  let at = found?.complete === true ? size : Math.min(found?.bytes ?? 0, size - 1);
  const from = at;
  const progress = showProgress<number>({
    ...{ stream: stderr, clock, from },
    extent: (sent) => ({ at: sent, of: size }),
    words: (sent, { secondsLeft }) => {
      const left = secondsLeft === null ? [] : [`${secondsLeft} s left`];
      return [`${sent} of ${size} bytes sent`, ...left].join(', ');
    },
  });
  const file = await open(path, 'r');
  try {
    while (at < size) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, size - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead < piece.length) throw new Error(`${path} became shorter while it was sent`);
      await admin.sendArchive({ digest, at, size, bytes: piece });
      at += piece.length;
      progress.update(at);
    }
  } finally {
    progress.stop();
    await file.close();
  }
  return digest;
};

const sizeOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) throw new UsageError(`--from: there is no file ${path}`);
  if (found.size === 0) throw new UsageError(`--from: the file ${path} is empty`);
  return found.size;
};

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
