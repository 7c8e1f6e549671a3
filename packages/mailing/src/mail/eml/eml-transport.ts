import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailTransport, SendResult } from '../transport.ts';

/**
 * Writes each message to `<directory>/<name>.eml`, whole or not at all, readable by its owner only.
 * The name is made of the Message-ID: a resend replaces what it repeats.
 */
export const createEmlTransport = ({
  directory,
}: {
  readonly directory: string;
}): MailTransport => {
  let drafts = 0;
  let isOpen = true;
  return {
    send: async ({ messageId, raw }) => {
      if (!isOpen) return deferred('closed');
      const name = fileName(messageId);
      drafts += 1;
      const draft = join(directory, `.${name}.${drafts}.draft`);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeDurably(draft, raw);
        await rename(draft, join(directory, name));
        return { outcome: 'sent', code: null, detail: name };
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        return deferred(error instanceof Error && 'code' in error ? String(error.code) : 'failed');
      }
    },
    close: () => {
      isOpen = false;
    },
  };
};

const deferred = (detail: string): SendResult => ({ outcome: 'deferred', code: null, detail });

/** Readable where it can be, and apart where the readable parts are equal. */
const fileName = (messageId: string): string => {
  const shown = messageId
    .replace(/@.*$/, '')
    .replace(/[^A-Za-z0-9._-]/g, '')
    .replace(/^\.+/, '');
  const hash = createHash('sha256').update(messageId).digest('hex').slice(0, 16);
  return `${shown.slice(0, 60)}.${hash}.eml`;
};

const writeDurably = async (path: string, bytes: Buffer): Promise<void> => {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};
