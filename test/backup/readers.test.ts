import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { simpleParser } from 'mailparser';
import { access, cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEmberlog } from '../cli/call-emberlog.ts';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';

let directory: TemporaryDirectory;
let dataDir: string;
let backup: string;
let product: Product;

const ADDRESSES = ['ada@papers.example', 'grace@papers.example'];

const ask = async (method: string, path: string, body?: unknown): Promise<number> => {
  const { admin = '' } = await keysOf(dataDir);
  const reply = await fetch(`${product.url}/v1/subscriptions${path}`, {
    method,
    headers: { Authorization: `Bearer ${admin}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await reply.body?.cancel();
  return reply.status;
};

/** Links to confirm, of the mails that were kept as files so far. */
const confirmLinks = async (): Promise<readonly string[]> => {
  const mail = join(dataDir, 'mail');
  const names = (await readdir(mail).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const texts = await Promise.all(
    names.map(async (name) => (await simpleParser(await readFile(join(mail, name)))).text ?? ''),
  );
  return texts.flatMap((text) => /\/confirm(\?token=[\w.-]+)/.exec(text)?.[1] ?? []);
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  dataDir = join(directory.path, 'data');
  backup = join(directory.path, 'backup');
  product = spawnProduct({ dataDir, port: await freePort() });
  await whenReady(product);
  for (const email of ADDRESSES) {
    expect(await ask('POST', '', { email, cadence: 'daily' })).toBe(202);
  }
  const links = await waitUntil(async () => {
    const found = await confirmLinks();
    return found.length === ADDRESSES.length && found;
  });
  for (const token of links) expect(await ask('POST', `/confirm${token}`, {})).toBe(200);
  const made = await callEmberlog(
    product.url,
    ...['backup', '--out', backup, '--name', 'readers', '--data-dir', dataDir],
  );
  expect(made).toMatchObject({ code: 0 });
  expect(await ask('DELETE', '', { email: ADDRESSES[1] })).toBe(200);
  await product.stop('SIGINT');
}, 60_000);

afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

const restore = async (name: string, brought: readonly string[], ...more: readonly string[]) => {
  const to = join(directory.path, name);
  await mkdir(join(to, 'addresses'), { recursive: true });
  for (const file of brought) await cp(join(dataDir, file), join(to, file));
  const run = spawnProduct({ dataDir: to, port: 0, args: ['--restore', backup, ...more] });
  return { to, code: await run.stopped, output: run.output() };
};

const BROUGHT = ['secret', 'address-keys', 'addresses/row-keys'];

test('readers come through a restore, but for who was erased after the backup', async () => {
  const { to, code, output } = await restore('restored', BROUGHT);
  expect(output).toContain('2 readers, 1 of them with an address');
  expect(code).toBe(0);
  const restored = spawnProduct({ dataDir: to, port: await freePort() });
  await whenReady(restored);
  expect(await restored.stop('SIGINT')).toBe(0);
});

test('without row keys nothing is written, and with --without-addresses all but addresses is', async () => {
  const brought = ['secret', 'address-keys'];
  const refused = await restore('refused', brought);
  expect(refused).toMatchObject({ code: 1, output: /holds 2 addresses.*row-keys/ });
  expect((await readdir(refused.to)).toSorted()).toEqual(['address-keys', 'addresses', 'secret']);
  const given = await restore('given-up', brought, '--without-addresses');
  expect(given).toMatchObject({ code: 0, output: /2 readers, 0 of them with an address/ });
});

test.each([
  ['address-keys', /address-keys is missing.*move .*addresses away/],
  ['addresses/row-keys', /addresses cannot be used: there are rows, but no file .*row-keys/],
])('a directory that lost %s is not started with a new one', async (lost, said) => {
  const to = join(directory.path, `lost-${lost.replace('/', '-')}`);
  await cp(dataDir, to, { recursive: true });
  await rm(join(to, lost));
  const refused = spawnProduct({ dataDir: to, port: await freePort() });
  expect(await refused.stopped).toBe(1);
  expect(refused.output()).toMatch(said);
  await expect(access(join(to, lost))).rejects.toThrow('ENOENT');
});
