import type { EmlMessage } from '@emberlog/mailing';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of the list. */
export type KeptMail = {
  readonly file: string;
  readonly subject: string | null;
  /** ms since 1970: when it says it was written, else when the file was. */
  readonly date: number;
  /** Whom it is for, by the id; null where the message does not say it. */
  readonly subscriber: string | null;
};

/** Messages that were written to files instead of sent. */
export type MailFiles = {
  /** The newest first, at most `limit`, and how many there are. */
  readonly newest: (
    limit: number,
  ) => Promise<{ readonly mails: readonly KeptMail[]; readonly total: number }>;
  /** The bytes of a file that the directory lists under this very name; null for any other. */
  readonly read: (file: string) => Promise<Buffer | null>;
};

const NAME = /^[A-Za-z0-9._-]+\.eml$/;
const HEAD_BYTES = 16 * 1_024;
const AT_ONCE = 32;

/** A directory that is not there is one without messages. */
export const openMailFiles = (directory: string): MailFiles => {
  const names = async (): Promise<readonly string[]> => {
    const entries = await orNothing(readdir(directory, { withFileTypes: true }));
    return (entries ?? [])
      .filter((entry) => entry.isFile() && NAME.test(entry.name))
      .map(({ name }) => name);
  };
  const written = async (file: string) => {
    const found = await orNothing(stat(join(directory, file)));
    return found === null ? [] : [{ file, writtenMs: found.mtimeMs }];
  };
  const kept = async ({ file, writtenMs }: { file: string; writtenMs: number }) => {
    const head = await orNothing(headOf(join(directory, file)));
    if (head === null) return [];
    const message = await readMessage(head);
    return [
      {
        file,
        subject: message?.subject ?? null,
        date: message?.date ?? Math.floor(writtenMs),
        subscriber: subscriberOf(message),
      },
    ];
  };
  return {
    newest: async (limit) => {
      const files = await inTurns(await names(), written);
      files.sort((a, b) => b.writtenMs - a.writtenMs || (a.file < b.file ? -1 : 1));
      return { mails: await inTurns(files.slice(0, limit), kept), total: files.length };
    },
    read: async (file) => {
      // The name is taken from the directory, never made into a path before it is found there.
      const found = (await names()).find((name) => name === file);
      return found === undefined ? null : await orNothing(readFile(join(directory, found)));
    },
  };
};

/** Only who keeps messages pays for what reads them. */
export const readMessage = async (bytes: Uint8Array): Promise<EmlMessage | null> =>
  await (await import('@emberlog/mailing')).readEml(bytes);

/** Kept messages are addressed to `<subscriber>@readers.invalid`. A true address is told to nobody. */
export const subscriberOf = (message: EmlMessage | null): string | null =>
  /^([^@]{1,200})@readers\.invalid$/i.exec(message?.to[0] ?? '')?.[1] ?? null;

const headOf = async (path: string): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const end = bytes.indexOf('\r\n\r\n');
    return end < 0 ? bytes : bytes.subarray(0, end + 4);
  } finally {
    await file.close();
  }
};

/** A few files at a time, in their order. */
const inTurns = async <T, R>(
  all: readonly T[],
  each: (one: T) => Promise<readonly R[]>,
): Promise<R[]> => {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(each))).flat());
  return results;
};

/** A file may go while it is looked at. */
const orNothing = async <T>(reading: Promise<T>): Promise<T | null> => {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};
