import { temporaryDirectory } from '@emberlog/testing';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { diskRooms } from './disk-rooms.ts';

const KAFKA = {
  brokers: ['a:9092'],
  ...{ partitions: 4, replicationFactor: 1, tls: false, sessionTimeoutMs: 30_000 },
};

// Seen to fail when a directory that is not there yet is no room but a failure.
test('each embedded part that is there has a room, and servers have none', async () => {
  const { path: dataDir, remove } = await temporaryDirectory();
  onTestFinished(remove);
  const disksOf = async (servers: { kafka?: typeof KAFKA; clickhouseUrl?: string }) => {
    const { kafka = null, clickhouseUrl = null } = servers;
    const rooms = await diskRooms({ dataDir, kafka, clickhouseUrl });
    expect(rooms.every(({ free, size }) => free > 0 && size >= free)).toBe(true);
    return rooms.map(({ disk }) => disk);
  };
  expect(await disksOf({})).toEqual([]);
  for (const name of ['log', 'subscriptions', 'clickhouse', 'addresses'])
    await mkdir(join(dataDir, name));
  expect(await disksOf({})).toEqual(['log', 'subscriptions', 'read_model', 'addresses']);
  expect(await disksOf({ kafka: KAFKA, clickhouseUrl: 'http://a' })).toEqual(['addresses']);
});
