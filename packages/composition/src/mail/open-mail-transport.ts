import { createEmlTransport, type DkimKey, type MailTransport } from '@emberlog/mailing';
import { readFile } from 'node:fs/promises';
import { StartRefusedError } from '../start-refused-error.ts';
import type { MailSettings } from './mail-settings.ts';

/**
 * The way out for mail: the server, or where none is named a directory, which is made with the first
 * message. Rejects with `StartRefusedError` for a DKIM key that cannot be read or cannot sign.
 */
export const openMailTransport = async (
  mail: MailSettings,
  { directory }: { readonly directory: string },
): Promise<MailTransport> => {
  const { server, perSecond, connections, dkim: named } = mail;
  if (server === null) return createEmlTransport({ directory });
  // Loaded by those who use it only.
  const { createSmtpTransport } = await import('@emberlog/mailing/smtp');
  const dkim = named === null ? null : await readKey(named);
  try {
    return createSmtpTransport({
      ...{ server, perSecond, connections },
      ...(dkim === null ? {} : { dkim }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StartRefusedError(`${named?.keyFile ?? ''} cannot sign mail: ${error.message}.`, {
      cause: error,
    });
  }
};

const readKey = async ({
  keyFile,
  ...name
}: NonNullable<MailSettings['dkim']>): Promise<DkimKey> => {
  try {
    return { ...name, privateKey: await readFile(keyFile, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new StartRefusedError(
      `the DKIM key ${keyFile} cannot be read (${code}): set EMBERLOG_DKIM_KEY_FILE to a file that this user may read.`,
      { cause: error },
    );
  }
};
