import { backupsReply, type BackupManifest } from '@emberlog/api';
import { openEmbedded } from '@emberlog/clickhouse';
import { openLmdbLog } from '@emberlog/event-log';
import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEmberlog, type Called } from '../cli/call-emberlog.ts';
import { PARTITIONS } from '../cli/poison.ts';
import { followFold } from '../faults/servers/followed-fold.ts';
import { verifyTables } from '../faults/servers/verify-tables.ts';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import { startTraffic, type Traffic } from './traffic.ts';

const start = Date.now();

let directory: TemporaryDirectory;
let dataDir: string;
let backup: string;
let port: number;
let product: Product;
let traffic: Traffic;
/** Accepted before the backup was asked for. */
let before: readonly string[];
let made: Called;

const emberlog = async (...argv: string[]): Promise<Called> =>
  await callEmberlog(product.url, ...argv, '--data-dir', dataDir);

const begin = async (): Promise<void> => {
  product = spawnProduct({ dataDir, port });
  await whenReady(product);
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  dataDir = join(directory.path, 'data');
  backup = join(directory.path, 'backup');
  port = await freePort();
  await begin();
  const { write = '' } = await keysOf(dataDir);
  traffic = await startTraffic(product.url, write, start);
  await emberlog('keys', 'create', '--scope', 'read', '--id', 'made-later');
  await waitUntil(() => traffic.accepted().length > 1_000);
  before = traffic.accepted();
  made = await emberlog('backup', '--out', backup, '--keep', '--name', 'first');
}, 60_000);

afterAll(async () => {
  await traffic.stop();
  await product.stop('SIGKILL');
  await directory.remove();
});

/** A place to restore to, with the secret that no backup holds. */
const target = async (name: string, secretOf = dataDir): Promise<string> => {
  const path = join(directory.path, name);
  await mkdir(path);
  await cp(join(secretOf, 'secret'), join(path, 'secret'));
  return path;
};

const restoring = (from: string, to: string, env = {}): Product =>
  spawnProduct({ dataDir: to, port: 0, args: ['--restore', from], env });

const restore = async (from: string, to: string, env = {}) => {
  const run = restoring(from, to, env);
  const code = await run.stopped;
  return { code, output: run.output() };
};

// Seen to fail when the log is copied before the tables.
test('a backup under traffic restores to exactly what its log holds', async () => {
  expect(made).toMatchObject({ code: 0 });
  const during = traffic.accepted().length - before.length;
  expect(during).toBeGreaterThan(0);
  const to = await target('restored');
  const { code, output } = await restore(backup, to);
  expect(output).toMatch(/restored first of .* 0 of their findings need a look/);
  expect(code).toBe(0);

  const text = await readFile(join(backup, 'manifest.json'), 'utf8');
  const { positions } = JSON.parse(text) as BackupManifest;
  const log = openLmdbLog({ path: join(to, 'log'), partitions: PARTITIONS, clock: Date.now });
  const database = await openEmbedded({ path: join(to, 'clickhouse') });
  const followed = followFold(log, PARTITIONS);
  await followed.untilEnd();
  expect(await log.bounds()).toEqual(positions);
  expect(before.filter((id) => !followed.fold.has(id))).toEqual([]);
  expect(await verifyTables({ reader: database.reader, log, fold: followed.fold })).toEqual([]);
  const { fold } = followed;
  await followed.close();
  await database.close();
  await log.close();

  const restored = spawnProduct({ dataDir: to, port: await freePort() });
  await whenReady(restored);
  const { items } = await readList(restored.url, { limit: 100 });
  expect(items).toHaveLength(100);
  expect(items.map(({ id, upvotes }) => ({ id, upvotes }))).toEqual(
    items.map(({ id }) => ({ id, upvotes: fold.upvotes(id) })),
  );
  const { admin = '' } = await keysOf(to);
  const listed = await callEmberlog(restored.url, 'keys', 'list', '--key', admin);
  expect(listed.stdout).toContain('made-later');
  await restored.stop('SIGKILL');
});

test('no byte of it is the secret, or a key in clear', async () => {
  const { secretFingerprint } = JSON.parse(await readFile(join(backup, 'origin.json'), 'utf8')) as {
    secretFingerprint: string;
  };
  const secret = (await readFile(join(dataDir, 'secret'), 'utf8')).trim();
  const keys = Object.values(await keysOf(dataDir));
  expect(keys).toHaveLength(5);
  const entries = await readdir(backup, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const holding = async (needle: string | Buffer): Promise<string[]> => {
    const found = await Promise.all(
      files.map(async ({ name, parentPath }) => {
        const content = await readFile(join(parentPath, name));
        return content.includes(needle) ? [name] : [];
      }),
    );
    return found.flat().toSorted();
  };
  expect(await holding(secretFingerprint)).toEqual(
    expect.arrayContaining(['manifest.json', 'origin.json']),
  );
  for (const needle of [secret, Buffer.from(secret, 'hex'), ...keys]) {
    expect(await holding(needle)).toEqual([]);
  }
});

test('an operator’s key reads the files of a backup, and no others', async () => {
  const { admin = '', read = '' } = await keysOf(dataDir);
  const ask = async (path: string, key = admin): Promise<number> => {
    const headers = { Authorization: `Bearer ${key}` };
    const reply = await fetch(`${product.url}/admin/v1/backups/${path}`, { headers });
    await reply.body?.cancel();
    return reply.status;
  };
  expect(await ask('first/file?path=origin.json')).toBe(200);
  expect(await ask('first/file?path=origin.json', read)).toBe(403);
  for (const path of ['../../secret', '../../keys.json', 'rest', '/etc/passwd', 'log//data.mdb'])
    expect(await ask(`first/file?path=${encodeURIComponent(path)}`)).toBe(404);
  for (const name of ['..', '%2e%2e%2f', '.unfinished-first', 'first%00', 'first%2Flog'])
    expect(await ask(`${name}/file?path=secret`)).toBe(404);
});

test('a restore that is killed leaves nothing that is taken for data, and may be given again', async () => {
  const to = await target('killed');
  const killed = restoring(backup, to);
  await waitUntil(async () => (await readdir(to)).includes('clickhouse'));
  await killed.stop('SIGKILL');
  expect(await readdir(to)).toContain('restoring');
  const refused = spawnProduct({ dataDir: to, port: await freePort() });
  expect(await refused.stopped).toBe(1);
  expect(refused.output()).toContain('did not come to its end');
  expect(await restore(backup, to)).toMatchObject({ code: 0 });
  expect(await readdir(to)).not.toContain('restoring');
});

test('a backup that is killed is none, and is removed by the next', async () => {
  const kept = join(dataDir, 'backups');
  const list = async () => {
    const { stdout } = await emberlog('backup', 'list', '--json');
    return backupsReply
      .parse(JSON.parse(stdout))
      .backups.map(({ name, state }) => ({ name, state }));
  };
  expect(await list()).toEqual([{ name: 'first', state: 'done' }]);
  await emberlog('backup', '--no-wait', '--name', 'second');
  await waitUntil(async () => (await readdir(kept)).includes('.unfinished-second'));
  await product.stop('SIGKILL');
  expect((await readdir(kept)).toSorted()).toEqual(['.unfinished-second', 'first']);
  await begin();
  expect(await list()).toEqual([{ name: 'first', state: 'done' }]);
  expect(await emberlog('backup', '--name', 'second')).toMatchObject({ code: 0 });
  expect((await readdir(kept)).toSorted()).toEqual(['first', 'second']);
  expect(await emberlog('backup', '--name', 'second')).toMatchObject({ code: 5 });
  expect(await emberlog('backup', 'remove', 'second')).toMatchObject({ code: 0 });
  expect(await emberlog('backup', 'remove', 'second')).toMatchObject({ code: 4 });
  expect((await stat(kept)).mode & 0o777).toBe(0o700);
});
