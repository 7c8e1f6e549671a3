import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIdentities } from '../beside/table-identities.ts';
import { createBeside } from '../beside/beside-table.ts';
import type { Database } from '../database.ts';
import { openEmbedded } from '../embedded/open-embedded.ts';
import { migrate } from '../migrate.ts';
import { readOrigin, settleOrigin } from '../projection/origin.ts';
import { backUpTables, originOfBackup, restoreTables } from './back-up-tables.ts';
import { dropDatabase } from './drop-database.ts';
import { settleReaderKey } from '../views/settle-reader-key.ts';
import { filledTables } from './filled-tables.ts';
import { restoresUnderWay } from './kept-backups.ts';

let path: string;
let database: Database;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'emberlog-backups-'));
  database = await openEmbedded({ path: join(path, 'engine'), backups: join(path, 'kept') });
  await migrate(database.writer);
  await settleOrigin(database.writer, 'secret', 'a fingerprint');
});

afterAll(async () => {
  await database.close();
  await rm(path, { recursive: true });
});

const filled = async (): Promise<string[]> =>
  (await database.reader.query(filledTables, {})).map(({ table_name: name }) => name);

// Seen to fail when the key of the readers' pseudonyms is backed up as well.
test('tables come back as they were when they were backed up, without those beside them', async () => {
  await settleReaderKey(database.writer, Buffer.alloc(16, 1));
  expect(await filled()).toContain('reader_key');
  const mark = { definition: { logic: 1 }, madeBy: 'a rebuild', generation: 0 };
  await database.writer.command(createBeside('votes', mark));
  const { served } = await readIdentities(database.reader);
  const heard: [number, number][] = [];
  const onProgress = (done: number, total: number): void => void heard.push([done, total]);
  await backUpTables({ database, name: 'first', onProgress });
  await database.writer.command('DROP TABLE emberlog.votes SYNC');
  await expect(restoreTables({ database, name: 'first' })).rejects.toThrow('contains some data');
  await database.writer.command(dropDatabase);
  const before: string[][] = [];
  const command: Database['writer']['command'] = async (statement) => {
    before.push(await filled());
    await database.writer.command(statement);
  };
  const watched = { ...database, writer: { ...database.writer, command } };
  await restoreTables({ database: watched, name: 'first' });
  expect(before.at(-1)).toEqual(['migrations']);

  expect(await readOrigin(database.reader, 'secret')).toBe('a fingerprint');
  expect(await filled()).toEqual(['migrations', 'origin']);
  const restored = await readIdentities(database.reader);
  expect(restored.served.votes.shape).toBe(served.votes.shape);
  expect(restored.served.votes.definition).toEqual(served.votes.definition);
  expect(restored.beside.size).toBe(0);
  await migrate(database.writer);
  const [done = 0, total = 0] = heard.at(-1) ?? [];
  expect(total).toBeGreaterThan(0);
  expect(done).toBeGreaterThan(0);
});

test('what a backup began with is looked at beside the tables, and again after a kill', async () => {
  await backUpTables({ database, name: 'begun' });
  const before = await filled();
  const kill = (): void => {
    throw new Error('killed');
  };
  const killed = originOfBackup({ database, name: 'begun', onProgress: kill }, 'secret');
  await expect(killed).rejects.toThrow('killed');
  while ((await database.reader.query(restoresUnderWay, {})).length > 0);
  expect(await originOfBackup({ database, name: 'begun' }, 'secret')).toBe('a fingerprint');
  expect(await originOfBackup({ database, name: 'begun' }, 'partitions')).toBeNull();
  expect(await filled()).toEqual(before);
});

test('a backup is not written over another, nor outside of its directory', async () => {
  await backUpTables({ database, name: 'once' });
  const again = backUpTables({ database, name: 'once' });
  await expect(again).rejects.toMatchObject({ code: '598', message: /already exists/ });
  await expect(backUpTables({ database, name: '../out' })).rejects.toThrow('must be inside');
  await expect(restoreTables({ database, name: 'none' })).rejects.toMatchObject({ code: '599' });
});
