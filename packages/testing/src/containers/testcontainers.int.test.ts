import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findClickHouse } from '../clickhouse/find-clickhouse.ts';
import { notRunHere } from '../not-run-here.ts';
import { clickhouseImage, startClickHouseContainer } from './start-clickhouse-container.ts';
import { whyNoContainer } from './testcontainers.ts';

const missing = await whyNoContainer(clickhouseImage());
const isHere = missing === null || notRunHere(`The tests of containers do not run: ${missing}.`);

const docker = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('docker', [...args])).stdout.trim();

const pidOfTheDead = async (): Promise<number> => {
  const process = spawn('true');
  await once(process, 'exit');
  return process.pid ?? 0;
};

describe.runIf(isHere)('a container of tests', () => {
  // Seen to fail when nothing is removed but what a test stops.
  test('of a process that is gone is removed by the next, and one of the living is not', async () => {
    const create = async (pid: number): Promise<string> => {
      const owner = `emberlog.test.owner=${hostname()} ${pid}`;
      return await docker('create', '--label', owner, clickhouseImage());
    };
    const dead = await create(await pidOfTheDead());
    const living = await create(process.pid);
    const { stop } = await startClickHouseContainer();
    await stop();
    const left = await docker('ps', '--all', '--quiet', '--no-trunc');
    await docker('rm', living);
    expect(left).not.toContain(dead);
    expect(left).toContain(living);
  });
});

test('an image that cannot be had is named', async () => {
  expect(await whyNoContainer('emberlog.invalid/nothing:0')).toMatch(
    /^no Docker daemon answers$|emberlog\.invalid\/nothing:0 is not there/,
  );
});

test('a ClickHouse that is named and does not answer fails the suite', async () => {
  const found = await findClickHouse({ CLICKHOUSE_URL: 'http://127.0.0.1:9' });
  expect(found.missing).toBeNull();
  await expect(found.start()).rejects.toThrow();
});
