import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAddressKeys } from '@emberlog/address-book';
import { temporaryDirectory, type TemporaryDirectory } from '@emberlog/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysOf } from '../system/product.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/compose-init.mjs', import.meta.url));

let directory: TemporaryDirectory;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(async () => {
  await directory.remove();
});

const init = async () =>
  await promisify(execFile)(process.execPath, [SCRIPT, directory.path]).catch(
    (error: unknown) => error as { readonly code: number; readonly stderr: string },
  );
const fileIn = (...path: string[]): string => join(directory.path, ...path);
const settings = async (): Promise<string> => await readFile(fileIn('.env'), 'utf8');
const setting = async (name: string): Promise<string> =>
  new RegExp(`^${name}=(.*)$`, 'm').exec(await settings())?.[1] ?? '';
const modeOf = async (...path: string[]): Promise<string> =>
  ((await stat(fileIn(...path))).mode & 0o777).toString(8);
const hashed = async () =>
  JSON.parse(await readFile(await setting('EMBERLOG_KEYS_FILE'), 'utf8')) as {
    readonly id: string;
    readonly scopes: readonly string[];
    readonly sha256: string;
  }[];
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

describe('npm run compose:init', () => {
  test('makes secrets for their owner only, and a file of hashes for the services', async () => {
    await init();
    expect(await modeOf('.env')).toBe('600');
    expect(await modeOf('.emberlog-compose', 'keys.json')).toBe('600');
    expect(await setting('EMBERLOG_SECRET')).toMatch(/^[0-9a-f]{64}$/);
    const keys = await keysOf(fileIn('.emberlog-compose'));
    expect(await hashed()).toEqual([
      ...Object.entries(keys).map(([id, key]) => ({ id, scopes: [id], sha256: hashOf(key) })),
      {
        id: 'dashboard',
        scopes: ['write', 'read'],
        sha256: hashOf(await setting('EMBERLOG_API_KEY')),
      },
    ]);
    expect(Object.keys(keys)).toEqual(['write', 'import', 'read', 'sql', 'admin']);
    expect(await setting('EMBERLOG_SQL_KEY_SHA256')).toBe(hashOf(keys['sql'] ?? ''));
    expect(await setting('EMBERLOG_DIGEST_API_KEY')).toBe(keys['read']);
  });

  test('makes a key for addresses, which the services understand', async () => {
    await init();
    const text = await setting('EMBERLOG_ADDRESS_KEYS');
    const read = parseAddressKeys(text);
    expect(read).toMatchObject({ ok: true, keys: [{ id: text.split(':')[0] }] });
    expect(text).toMatch(/^\d{4}-\d\d-\d\d:[0-9a-f]{64}$/);
  });

  // Seen to fail when the settings are written anew each time.
  test('changes nothing that is there', async () => {
    await init();
    const before = [await settings(), await hashed()];
    await init();
    expect([await settings(), await hashed()]).toEqual(before);
  });

  test('adds what is missing to settings of one’s own, and closes their file to others', async () => {
    const own = `LOG_LEVEL=warn\nEMBERLOG_SECRET=${'ab'.repeat(32)}`;
    await writeFile(fileIn('.env'), own, { mode: 0o644 });
    await init();
    expect(await settings()).toMatch(new RegExp(`^${own}\nCLICKHOUSE_PASSWORD=`));
    expect(await modeOf('.env')).toBe('600');
  });

  // Seen to fail when a setting is made without a look at the others.
  test('links in mails lead to the page, wherever its port was put, unless told otherwise', async () => {
    await writeFile(fileIn('.env'), 'EMBERLOG_DASHBOARD_PORT=9001\n');
    await init();
    expect(await setting('EMBERLOG_PUBLIC_URL')).toBe('http://127.0.0.1:9001');
    const own = 'EMBERLOG_PUBLIC_URL=https://papers.example\nEMBERLOG_MAIL_FROM=a@papers.example\n';
    await writeFile(
      fileIn('.env'),
      `${own}${await settings()}`.replace(/^EMBERLOG_PUBLIC_URL=http:.*$/m, ''),
    );
    await init();
    expect((await settings()).match(/^EMBERLOG_PUBLIC_URL=.*$/gm)).toEqual([
      'EMBERLOG_PUBLIC_URL=https://papers.example',
    ]);
  });

  test('says which keys the services would not know, and leaves the file as it is', async () => {
    await init();
    await rm(fileIn('.env'));
    const before = await readFile(fileIn('.emberlog-compose', 'hashed-keys.json'), 'utf8');
    const refused = await init();
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain('does not know the keys dashboard');
    expect(await readFile(fileIn('.emberlog-compose', 'hashed-keys.json'), 'utf8')).toBe(before);
  });

  test('takes keys of its own beside those it made', async () => {
    await init();
    const path = await setting('EMBERLOG_KEYS_FILE');
    const mine = { id: 'mine', scopes: ['read'], sha256: hashOf('mine') };
    await writeFile(path, JSON.stringify([...(await hashed()), mine]));
    expect(await init()).not.toHaveProperty('code');
  });
});
