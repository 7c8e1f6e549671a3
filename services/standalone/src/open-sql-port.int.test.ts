import { openReadModel, type Scope } from '@emberlog/composition';
import { createProcessMetrics } from '@emberlog/metrics';
import { createKeyring, createLogger, type LogLevel } from '@emberlog/service-kit';
import { temporaryDirectory } from '@emberlog/testing';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlPort } from './open-sql-port.ts';

const NOW = Date.UTC(2025, 11, 10, 12);
const KEY = 'the key of ada';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let database: Awaited<ReturnType<typeof openReadModel>>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  database = await openReadModel(
    { path: join(directory.path, 'clickhouse') },
    { views: { viewRetentionMs: 86_400_000, secret: Buffer.alloc(32, 1) } },
  );
});
afterAll(async () => {
  await database.close();
  await directory.remove();
});

/** What the log says of one question. */
const saidOfOne = async (logLevel: LogLevel): Promise<readonly unknown[]> => {
  const lines: string[] = [];
  const steps: (() => unknown)[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const port = await openSqlPort({
    config: { dataDir: directory.path, host: '127.0.0.1', sqlPort: 0, logLevel },
    database,
    keyring: createKeyring<Scope>(
      [{ id: 'ada', scopes: ['sql'], sha256: hash('sha256', KEY) }],
      {},
    ),
    metrics: createProcessMetrics(),
    logger: createLogger({ name: 'emberlog', level: logLevel, destination }),
    clock: () => NOW,
    onStop: (_, step) => steps.push(step),
    onHeld: () => undefined,
  });
  await fetch(port?.url ?? '', {
    method: 'POST',
    headers: { 'X-ClickHouse-User': 'any', 'X-ClickHouse-Key': KEY },
    body: 'SELECT count() FROM items',
  });
  for (const step of steps) await step();
  return lines.map((line) => JSON.parse(line) as unknown);
};

test('every question leaves a line in the log, by default as well', async () => {
  const line = {
    ...{ level: 'info', msg: 'sql query', key: 'ada', outcome: 'answered', rowsReturned: 1 },
    ...{ statement: 'SELECT count() FROM items', seconds: expect.any(Number) as number },
  };
  expect(await saidOfOne('warn')).toMatchObject([line]);
  expect(await saidOfOne('info')).toMatchObject([line]);
});

test('who wants errors only has no line of each question', async () => {
  expect(await saidOfOne('error')).toEqual([]);
});
