import {
  deadLetter,
  deadLetterChange,
  rebuildReply,
  rebuildsReply,
  statusReply,
} from '@emberlog/api';
import { waitUntil } from '@emberlog/testing';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOperated, type OperatedProduct } from './operated-product.ts';
import { poison } from './poison.ts';

let product: OperatedProduct;
let dataDir: string;

beforeAll(async () => {
  product = await startOperated();
  dataDir = join(product.directory, '.emberlog');
  await product.appendRaw(Array.from({ length: 1_000 }, (_, n) => poison(n % 4)));
});
afterAll(async () => {
  await product.close();
});

const emberlog = async (...argv: string[]) =>
  await product.emberlog(...argv, '--data-dir', dataDir);
const lines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
const ask = async (key: string, path: string): Promise<number> =>
  (await fetch(`${product.url}${path}`, { headers: { Authorization: `Bearer ${key}` } })).status;

test('the status tells of every partition and of a thousand dead letters', async () => {
  const { code, stdout } = await emberlog('status', '--json');
  expect(code).toBe(0);
  const status = statusReply.parse(JSON.parse(stdout));
  expect(status.partitions).toHaveLength(12);
  expect(status.partitions.every(({ lag_records: lag }) => lag === 0)).toBe(true);
  expect(status.dead_letters).toMatchObject({
    open: 1_000,
    by_reason: [{ topic: 'emberlog.votes', reason: 'not JSON in UTF-8', open: 1_000 }],
  });
  expect((await emberlog('status')).stdout).toContain('1000 open dead letters');
});

test('the keys of addresses are told, and what they wrap is wrapped anew', async () => {
  const { code, stdout } = await emberlog('addresses');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^0 addresses\nkey +state\n\d{4}-\d{2}-\d{2} +wraps new ones\n$/);
  expect((await emberlog('addresses', 'rotate')).stdout).toContain('0 of 0 wrapped anew');
});

test('dead letters are listed, shown, appended again, and dropped', async () => {
  const listed = await emberlog('dead-letters', 'list', '--json', '--limit', '1000');
  expect(lines(listed.stdout).map((line) => deadLetter.parse(line))).toHaveLength(1_000);
  const short = await emberlog('dead-letters', 'list', '--topic', 'votes', '--limit', '2');
  expect(short.stdout).toContain('votes/0/1');
  expect(short.stderr).toBe('2 of 1000: see more with --limit\n');
  const shown = await emberlog('dead-letters', 'show', 'votes/0/0');
  expect(shown.stdout).toContain('value     {"not": "an event"');
  expect((await emberlog('dead-letters', 'show', 'votes/0/99999')).code).toBe(4);

  const stopped = await emberlog('dead-letters', 'replay', '--all');
  expect(stopped.code).toBe(3);
  expect(stopped.stdout).toContain('votes/0/0: cannot be read, here it stopped');

  const again = ['--if-unreadable', 'dead-letter-again', '--json'];
  const places = await emberlog('dead-letters', 'replay', 'votes/0/0', 'votes/1/0', ...again);
  const changes = lines(places.stdout).map((line) => deadLetterChange.parse(line));
  expect(changes.map(({ outcome }) => outcome)).toEqual(['again', 'again']);
  const open = async () =>
    statusReply.parse(JSON.parse((await emberlog('status', '--json')).stdout)).dead_letters.open;
  await waitUntil(async () => (await open()) === 1_000);

  const dry = await emberlog('dead-letters', 'drop', '--all', '--dry-run');
  expect(dry.stdout).toBe('would be: 1000 dropped\n');
  const dropped = await emberlog('dead-letters', 'drop', '--all');
  expect(dropped).toMatchObject({ code: 0, stdout: '1000 dropped\n' });
  expect(await open()).toBe(0);
  expect((await emberlog('dead-letters', 'list')).stdout).toBe('none\n');
});

test('a key works at once, over a restart, and no longer once it is revoked', async () => {
  const made = await emberlog('keys', 'create', '--scope', 'admin', '--id', 'ops');
  expect(made.code).toBe(0);
  const key = made.stdout.trim();
  expect(await ask(key, '/admin/v1/keys')).toBe(200);
  const path = join(dataDir, 'api-keys.json');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).not.toContain(key);

  await product.restart();
  expect(await ask(key, '/admin/v1/keys')).toBe(200);
  expect((await emberlog('keys', 'list')).stdout).toMatch(/^ops +admin/m);
  expect((await emberlog('keys', 'create', '--scope', 'read', '--id', 'ops')).code).toBe(5);
  expect((await emberlog('keys', 'revoke', 'ops')).code).toBe(0);
  expect(await ask(key, '/admin/v1/keys')).toBe(401);
  expect((await emberlog('keys', 'revoke', 'ops')).code).toBe(4);
  const owners = await emberlog('keys', 'revoke', 'admin');
  expect(owners.code).toBe(5);
  expect(owners.stderr).toContain('one of the owner');
});

test('a rebuild is waited for, listed and told, and finds nothing that differs', async () => {
  const dry = await emberlog('rebuild', '--table', 'votes', '--dry-run', '--json');
  expect(dry.code).toBe(0);
  expect(rebuildReply.parse(JSON.parse(dry.stdout))).toMatchObject({
    state: 'done',
    dry_run: true,
    tables: [{ table: 'votes', step: 'compared', drift: { differing: 0 } }],
  });
  const rebuilt = await emberlog('rebuild', '--table', 'items,votes');
  expect(rebuilt.code).toBe(0);
  expect(rebuilt.stdout).toMatch(/^votes +switched/m);
  const listed = await emberlog('rebuild', 'list', '--json');
  expect(rebuildsReply.parse(JSON.parse(listed.stdout)).rebuilds).toHaveLength(2);
  expect((await emberlog('rebuild', 'status')).stdout).toContain('done');
  expect((await emberlog('rebuild', 'status', 'nobody')).code).toBe(4);
  expect((await emberlog('rebuild', 'cancel')).code).toBe(4);
  expect((await emberlog('rebuild', '--view-window', '2d')).stderr).toContain('view_window');
});

test('a wrong key is told, and this machine’s key goes to no other machine', async () => {
  const wrong = await emberlog('status', '--key', 'el_wrong');
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.stderr).toContain('401');
  const { keys } = product;
  const weak = await emberlog('status', '--key', (await keys())['read'] ?? '');
  expect(weak.stderr).toContain('lacks the scope admin');
  const elsewhere = await emberlog('status', '--url', 'http://emberlog.example');
  expect(elsewhere.code).toBe(2);
});

test('the log is shown and exported as it is, and an export goes on where it was cut off', async () => {
  const told = await emberlog('topics');
  expect(told.stdout).toMatch(/emberlog\.votes +0 +0 +251 +251 +for ever/);
  const tail = await emberlog('tail', 'votes', '--partition', '0', '-n', '2', '--json');
  expect(lines(tail.stdout)).toMatchObject([{ offset: 249 }, { offset: 250 }]);

  const file = join(product.directory, 'log.ndjson.gz');
  const exported = await emberlog('export', file, '--json');
  expect(JSON.parse(exported.stdout)).toMatchObject({ finished: true, records: 1_002 });
  const archive = await readFile(file);
  const [header, ...records] = lines(gunzipSync(archive).toString());
  expect(header).toMatchObject({ emberlog_archive: 1 });
  expect(records).toHaveLength(1_002);
  expect(records[0]).toMatchObject({
    topic: 'emberlog.votes',
    partition: 0,
    offset: 0,
    value: Buffer.from('{"not": "an event"').toString('base64'),
  });
  expect((await emberlog('export', file)).code).toBe(5);

  // As a kill leaves it: two partitions done, and a member begun that nobody was told of.
  const part = (partition: number, next: number) => ({
    ...{ topic: 'emberlog.votes', partition, first: 0, next, end: partition < 2 ? 251 : 250 },
  });
  const bytes = membersOf(archive, 3);
  await writeFile(file, Buffer.concat([archive.subarray(0, bytes), Buffer.from('half a member')]));
  const topics = ['emberlog.items', 'emberlog.votes', 'emberlog.views'];
  const parts = [part(0, 251), part(1, 251), part(2, 0), part(3, 0)];
  await writeFile(
    `${file}.emberlog-progress`,
    JSON.stringify({ format: 1, url: product.url, topics, bytes, parts }),
  );
  const resumed = await emberlog('export', file);
  expect(resumed.code).toBe(0);
  expect(resumed.stderr).toContain('going on after 502 records');
  expect(lines(gunzipSync(await readFile(file)).toString())).toEqual([header, ...records]);
  expect(await stat(`${file}.emberlog-progress`).catch(() => null)).toBeNull();

  const rebuilt = await emberlog('rebuild', '--from', file, '--table', 'votes', '--json');
  expect([rebuilt.code, JSON.parse(rebuilt.stdout)]).toMatchObject([0, { state: 'done' }]);
  await writeFile(file, archive.subarray(0, membersOf(archive, 2)));
  const cut = await emberlog('rebuild', '--from', file, '--table', 'votes', '--dry-run');
  expect(cut.code).toBe(3);
  expect(cut.stdout).toContain('the archive is cut off: it ends before offset 0 of partition 1');
  expect((await emberlog('rebuild', '--from', 'nowhere')).code).toBe(2);
});

/** Length of the first gzip members of an archive. */
const membersOf = (archive: Buffer, count: number): number => {
  const magic = Buffer.from([0x1f, 0x8b, 0x08]);
  const starts: number[] = [];
  for (let at = archive.indexOf(magic); at >= 0; at = archive.indexOf(magic, at + 1)) {
    starts.push(at);
  }
  return starts[count] ?? archive.length;
};
