import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callEmberlog, type Called } from '../cli/call-emberlog.ts';
import { compareWithFold } from '../soak/compare-with-fold.ts';
import { createPacedSenders, type PacedSenders } from '../soak/paced-senders.ts';
import { createSoakEvents, soakItems } from '../soak/soak-events.ts';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { sendAll } from '../system/sender.ts';
import { createAdminCalls, type AdminCalls } from './admin-calls.ts';

const RATE = 500;

const start = Date.now();
const eventAt = createSoakEvents(start);
const published = soakItems(start);

let directory: TemporaryDirectory;
let product: Product;
let at: { readonly dataDir: string; readonly port: number };
let keys: Readonly<Record<string, string>>;
let senders: PacedSenders;
let admin: AdminCalls;

beforeAll(async () => {
  directory = await temporaryDirectory();
  at = { dataDir: join(directory.path, 'data'), port: await freePort() };
  product = spawnProduct(at);
  await whenReady(product);
  keys = await keysOf(at.dataDir);
  const { url } = product;
  await sendAll({ url, key: keys['import'] ?? '', events: published, batch: 100 });
  senders = createPacedSenders({ url, key: keys['import'] ?? '', eventAt });
  admin = createAdminCalls(url, keys['admin'] ?? '');
});
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

const emberlog = async (...argv: string[]): Promise<Called> =>
  await callEmberlog(product.url, ...argv, '--data-dir', at.dataDir);

const startAgain = async (): Promise<void> => {
  await product.stop('SIGKILL');
  product = spawnProduct(at);
  await whenReady(product);
};

const archives = async (): Promise<readonly string[]> =>
  await readdir(join(at.dataDir, 'archives'));

test('a rebuild from an archive survives kills while traffic goes on, and leaves nothing behind', async () => {
  const file = join(directory.path, 'log.ndjson.gz');
  const filling = senders.run(null);
  await waitUntil(() => senders.sent().every((each) => each >= 1_000));
  await filling.stop();
  const load = senders.run(RATE);
  expect((await emberlog('export', file)).code).toBe(0);

  // Sent in part, and never asked for.
  const piece = new URL(`/admin/v1/archives/${'a'.repeat(64)}?at=0&size=9`, product.url);
  const headers = { Authorization: `Bearer ${keys['admin'] ?? ''}` };
  expect((await fetch(piece, { method: 'PUT', headers, body: 'begun' })).status).toBe(200);
  expect(await archives()).toHaveLength(1);
  await startAgain();
  await waitUntil(async () => (await archives()).length === 0);

  const asked = await emberlog('rebuild', '--from', file, '--no-wait', '--json');
  const { id, archive } = JSON.parse(asked.stdout) as { id: string; archive: string };
  await startAgain();
  const job = await admin.untilEnded(id);
  expect([job.state, job.trouble, job.archive]).toEqual(['done', null, archive]);
  await load.stop();
  await waitUntil(async () => (await archives()).length === 0);

  const { url } = product;
  const position = await sendAll({
    ...{ url, key: keys['import'] ?? '', batch: 1 },
    events: published.slice(0, 1),
  });
  expect(
    await compareWithFold({ url, position, start, eventAt, sent: senders.sent(), published }),
  ).toEqual([]);
});
