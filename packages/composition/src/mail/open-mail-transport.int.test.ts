import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { generateKeyPairSync } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartRefusedError } from '../start-refused-error.ts';
import type { MailSettings } from './mail-settings.ts';
import { openMailTransport } from './open-mail-transport.ts';

let directory: TemporaryDirectory;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  await directory.remove();
});

const MAIL: MailSettings = {
  server: null,
  from: { name: 'Papers', address: 'digest@papers.example' },
  ...{ perSecond: 50, connections: 4, dkim: null },
};

/** Opens mail that is signed by a file of this content. */
const signedBy = async (pem: string | null) => {
  const keyFile = join(directory.path, 'dkim.pem');
  if (pem !== null) await writeFile(keyFile, pem);
  const transport = await openMailTransport(
    {
      ...MAIL,
      server: { host: 'smtp.example', port: 465, tls: 'implicit', auth: null },
      dkim: { keyFile, selector: 'mail', domain: 'papers.example' },
    },
    { directory: directory.path },
  );
  transport.close();
};

test('without a server messages become files', async () => {
  const mail = join(directory.path, 'mail');
  const transport = await openMailTransport(MAIL, { directory: mail });
  const sent = await transport.send({
    messageId: '<a@papers.example>',
    from: MAIL.from.address,
    to: 'ada@papers.example',
    raw: Buffer.from('Subject: a\r\n\r\n'),
  });
  transport.close();
  expect(sent.outcome).toBe('sent');
  expect(await readdir(mail)).toEqual([expect.stringMatching(/\.eml$/)]);
});

test('a key that signs is taken, and one that cannot is refused at the start', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 1_024,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await signedBy(privateKey);
  await expect(signedBy('no key')).rejects.toThrow(StartRefusedError);
  await expect(signedBy('no key')).rejects.toThrow(/dkim\.pem cannot sign mail: .*RSA/);
});

test('a key that is not there is refused by the name of its variable', async () => {
  await expect(signedBy(null)).rejects.toThrow(
    /dkim\.pem cannot be read \(ENOENT\): set EMBERLOG_DKIM_KEY_FILE/,
  );
});
