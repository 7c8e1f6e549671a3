import {
  openLmdbAddressBook,
  parseAddressKeys,
  readAddress,
  type LmdbAddressBook,
} from '@emberlog/address-book';
import { addressesReply, rotationReply } from '@emberlog/api';
import { createHttpApp, createKeyring, createLogger, hashKey } from '@emberlog/service-kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAddressAdmin } from './address-admin.ts';

let path: string;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-addresses-'));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await rm(path, { recursive: true });
});

const keyring = createKeyring(
  [
    { id: 'a', scopes: ['admin'], sha256: hashKey('el_admin') },
    { id: 'w', scopes: ['write'], sha256: hashKey('el_write') },
  ],
  {},
);

/** The routes over a book that was opened with these keys. */
const openWith = async (...ids: readonly string[]) => {
  for (const end of ends.splice(0)) await end();
  const text = ids.map((id) => `${id}:${Buffer.from(id.padEnd(32, '.')).toString('hex')}`);
  const keys = parseAddressKeys(text.join(','));
  if (!keys.ok) throw new Error(keys.message);
  const secret = new Uint8Array(32).fill(7);
  const book: LmdbAddressBook = openLmdbAddressBook({ path, secret, keys: keys.keys });
  ends.push(async () => await book.close());
  const app = createHttpApp({ logger: createLogger({ name: 'test', level: 'fatal' }) });
  app.route('/', createAddressAdmin({ book, keyIds: ids, keyring }));
  const call = async (method: string, rest = '', key = 'el_admin') =>
    await app.request(`/admin/v1/addresses${rest}`, {
      method,
      headers: { Authorization: `Bearer ${key}` },
    });
  return {
    book,
    call,
    told: async () => addressesReply.parse(await (await call('GET')).json()),
    rotate: async () => await call('POST', '/rotation'),
  };
};

const enter = async (book: LmdbAddressBook, text: string): Promise<string> => {
  const read = readAddress(text);
  if (!read.ok) throw new Error(read.message);
  return (await book.enter(read.address)).subscriber;
};

// Seen to fail when nothing is wrapped anew, and when a key that wraps none is told as in use.
test('a new key takes over, and the old one is told when it may go', async () => {
  const first = await openWith('old');
  const subscriber = await enter(first.book, 'ada@reader.example');
  const both = await openWith('new', 'old');
  expect(await both.told()).toEqual({
    addresses: 1,
    keys: [
      { id: 'new', wraps: true, in_use: false },
      { id: 'old', wraps: false, in_use: true },
    ],
  });
  const [one, two] = await Promise.all([both.rotate(), both.rotate()]);
  expect(rotationReply.parse(await one.json())).toEqual({ done: 1, rewrapped: 1 });
  expect(two.status).toBe(200);
  expect((await both.told()).keys.map((key) => key.in_use)).toEqual([true, false]);
  const after = await openWith('new');
  expect((await after.book.open(subscriber))?.sent).toBe('ada@reader.example');
});

test('a key that is missing is named, and nothing is lost', async () => {
  const first = await openWith('old');
  const subscriber = await enter(first.book, 'ada@reader.example');
  const without = await openWith('new');
  const refused = await without.rotate();
  expect([refused.status, await refused.text()]).toEqual([
    409,
    expect.stringContaining('lacks the key old') as string,
  ]);
  const both = await openWith('new', 'old');
  expect((await both.book.open(subscriber))?.sent).toBe('ada@reader.example');
});

test('it is for operators alone', async () => {
  const { call } = await openWith('old');
  const statuses = [
    await call('GET', '', 'el_write'),
    await call('POST', '/rotation', 'el_write'),
    await call('GET', '', 'el_nobody'),
  ].map(({ status }) => status);
  expect(statuses).toEqual([403, 403, 401]);
});
