import { temporaryDirectory } from '@emberlog/testing';
import { cp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort, keysOf, spawnProduct, whenReady, type Product } from '../system/product.ts';
import { createScenario, randomFrom } from '../system/scenario.ts';
import { sendAll } from '../system/sender.ts';
import { expectFold } from './harness/site.ts';

const PAGE = 4_096;
const now = Date.now() - 3_600_000;
const scenario = createScenario({ seed: 13, now, items: 20, senders: 1, eventsPerSender: 3_000 });
const events = scenario.senders[0] ?? [];

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
/** The product's data as they were when it was stopped, and what each damage is done to. */
let backup: string;
let data: string;
/** A backup of the log from before the last events. */
let olderLog: string;
let after: string;
let product: Product;

const start = async (): Promise<void> => {
  product = spawnProduct({ dataDir: data, port: await freePort() });
};
const startReady = async (): Promise<void> => {
  await start();
  await whenReady(product);
};

const putBack = async (name: string): Promise<void> => {
  await rm(join(data, name), { recursive: true, force: true });
  await cp(join(backup, name), join(data, name), { recursive: true });
};

const send = async (from: number, to: number): Promise<string> => {
  const key = (await keysOf(data))['import'] ?? '';
  return await sendAll({ url: product.url, key, events: events.slice(from, to), batch: 500 });
};

beforeAll(async () => {
  directory = await temporaryDirectory();
  backup = join(directory.path, 'backup');
  olderLog = join(directory.path, 'older-log');
  data = join(directory.path, 'data');
  await startReady();
  const key = (await keysOf(data))['import'] ?? '';
  await sendAll({ url: product.url, key, events: scenario.items, batch: 100 });
  await send(0, 1_500);
  await product.stop('SIGTERM');
  await cp(join(data, 'log'), olderLog, { recursive: true });
  await startReady();
  after = await send(1_500, 3_000);
  await expectFold(product, scenario, { now, after });
  await product.stop('SIGTERM');
  await cp(data, backup, { recursive: true });
}, 180_000);
afterAll(async () => {
  await product.stop('SIGKILL');
  await directory.remove();
});

const change = async (name: string, edit: (bytes: Buffer) => void): Promise<void> => {
  const bytes = await readFile(join(data, name));
  edit(bytes);
  await writeFile(join(data, name), bytes);
};
const log = 'log/data.mdb';

/** What is damaged or lost, how, and what the terminal says. */
const CASES: readonly [string, string, () => Promise<void>, RegExp][] = [
  [
    'the header of the log',
    'log',
    async () => await change(log, (bytes) => bytes.fill(0, 0, PAGE)),
    /the log is damaged: .*data\.mdb is damaged or not a log: no header at 0\. .*Put back a backup of .*log/,
  ],
  [
    'zeros in the middle of the log',
    'log',
    async () => {
      await change(log, (bytes) => {
        for (let at = 2 * PAGE; at < bytes.byteLength; at += 3 * PAGE) bytes.fill(0, at, at + PAGE);
      });
    },
    /the log is damaged: .*data\.mdb is damaged: page \d+ .*Put back a backup of .*log/,
  ],
  [
    'bits flipped all over the index of the log',
    'log',
    async () => {
      await change(log, (bytes) => {
        const random = randomFrom(13);
        for (let at = 2 * PAGE; at < bytes.byteLength; at += PAGE) {
          const place = at + Math.floor(random() * 64);
          bytes.writeUInt8(bytes.readUInt8(place) ^ (1 << Math.floor(random() * 8)), place);
        }
      });
    },
    /the log is damaged: .*data\.mdb is damaged: page \d+ .*Put back a backup of .*log/,
  ],
  [
    'a log cut in half',
    'log',
    async () => await truncate(join(data, log), 100 * PAGE),
    /the log is damaged: .*data\.mdb is cut short: it has 409600 of \d+ bytes\. .*Put back a backup/,
  ],
  [
    'a log that was deleted',
    'log',
    async () => await rm(join(data, log)),
    /the table items holds offset \d+ of partition \d, the log ends at 0; .*restore the log it belongs to, or start with an empty database.*clickhouse/,
  ],
  [
    'an older copy in place of the log',
    'log',
    async () => await cp(olderLog, join(data, 'log'), { recursive: true }),
    /the table votes holds offset \d+ of partition \d, the log ends at \d+; .*restore the log it belongs to, or start with an empty database.*clickhouse/,
  ],
  [
    'a table of the read model that cannot be read',
    'clickhouse',
    async () => await writeFile(join(data, 'clickhouse/metadata/emberlog/votes.sql'), ''),
    /the read model in .*clickhouse cannot be used: .*made again from the log: move .*clickhouse away/,
  ],
  [
    'a secret cut short',
    'secret',
    async () => await truncate(join(data, 'secret'), 20),
    /secret does not hold a secret.*restore the file from a backup/,
  ],
  [
    'a secret that was lost',
    'secret',
    async () => await rm(join(data, 'secret')),
    /secret is missing.*Put it back from a backup/,
  ],
  [
    'keys that are empty',
    'keys.json',
    async () => await writeFile(join(data, 'keys.json'), ''),
    /keys\.json is not JSON\. Put it back from a backup, or remove it/,
  ],
  [
    'an origin of garbage',
    'origin.json',
    async () => await writeFile(join(data, 'origin.json'), '\0\x07{"format": [€'),
    /origin\.json cannot be read: restore it/,
  ],
];

describe('a start on', { timeout: 180_000 }, () => {
  // A start that should have ended must not keep the next from the directory.
  afterEach(async () => {
    await product.stop('SIGKILL');
  });

  // Seen to fail when the log's pages are not looked at.
  test.each(CASES)('%s ends with a sentence that names the file and the step', async (...args) => {
    const [, putBackLater, damage, sentence] = args;
    await damage();
    await start();
    expect(await product.stopped).toBe(1);
    const lines = product
      .output()
      .split('\n')
      .filter((line) => line.startsWith('emberlog: '));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(sentence);
    await putBack(putBackLater);
  });

  // Seen to fail when a lock without a holder's name is refused, when a lock of the log is that is not
  // of its size, and when a log without a mark is.
  test('a damaged lock of the directory and of the log, and no marks at all, finds everything', async () => {
    await writeFile(join(data, 'lock'), '{"pid":1,"si');
    await writeFile(join(data, 'log/lock.mdb'), Buffer.alloc(5_000, 0xa5));
    await rm(join(data, 'log/closed'));
    await startReady();
    await expectFold(product, scenario, { now, after });
    await product.stop('SIGTERM');
  });

  // Seen to fail when an empty table goes on where the log ends.
  test('the files put back, with the read model moved away, finds everything', async () => {
    await rm(join(data, 'clickhouse'), { recursive: true });
    await startReady();
    await expectFold(product, scenario, { now, after });
    await product.stop('SIGTERM');
  });
});
