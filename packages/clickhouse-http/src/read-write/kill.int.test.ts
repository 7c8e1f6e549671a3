import {
  deadLetterBlock,
  defineQuery,
  integer,
  migrate,
  openServer,
  type Database,
} from '@emberlog/clickhouse';
import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const PROGRAM = fileURLToPath(new URL('../testing/serve-until-killed.ts', import.meta.url));
const FROM_SOURCE = ['--conditions=@emberlog/source', '--import', 'tsx'];

type Serving = { readonly child: ChildProcess; readonly said: string };

const start = async (path: string): Promise<Serving> => {
  const child = spawn(process.execPath, [...FROM_SOURCE, PROGRAM, path], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said };
};

const kill = async ({ child }: Serving): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

const block = (off: number) =>
  deadLetterBlock(
    Array.from({ length: ROWS }, (_, at) => ({
      topic: 't',
      kp: 0,
      off: off * ROWS + at,
      key: '',
      bytes: '',
      reason: 'r',
      appended: Date.UTC(2026, 0, 1),
    })),
  );

const ROWS = 200;
const KILLS = 4;
const ACKNOWLEDGED_BETWEEN = 15;

const stored = defineQuery({
  name: 'stored',
  sql: `SELECT intDiv(off, ${ROWS}) AS block, count() AS copies, uniqExact(off) AS rows
    FROM emberlog.dead_letters GROUP BY block ORDER BY block`,
  params: z.object({}),
  row: z.object({ block: integer, copies: integer, rows: integer }),
});

/** Inserts block after block until one fails; gives the next that was not tried. */
const insertUntilKilled = async (
  { writer }: Database,
  from: number,
  onAcknowledged: (block: number) => void,
): Promise<number> => {
  for (let next = from; ; next += 1) {
    try {
      await writer.insert(block(next));
    } catch {
      return next + 1;
    }
    onAcknowledged(next);
  }
};

// Seen to fail with an answer that does not wait for the engine, and with rows inserted twice.
test('whatever was acknowledged before a kill -9 is there once, and no part of a block', async () => {
  const directory = await temporaryDirectory();
  const acknowledged = new Set<number>();
  let next = 0;
  for (let kills = 0; kills < KILLS; kills += 1) {
    const serving = await start(directory.path);
    const database = openServer({ url: serving.said });
    await migrate(database.writer);
    const before = acknowledged.size;
    const inserting = insertUntilKilled(database, next, (block) => acknowledged.add(block));
    await waitUntil(() => acknowledged.size >= before + ACKNOWLEDGED_BETWEEN);
    await kill(serving);
    next = await inserting;
    await database.close();
  }
  const serving = await start(directory.path);
  const database = openServer({ url: serving.said });
  const rows = await database.reader.query(stored, {});
  expect(rows.filter(({ copies, rows }) => copies !== ROWS || rows !== ROWS)).toEqual([]);
  const there = new Set(rows.map(({ block }) => block));
  expect([...acknowledged].filter((block) => !there.has(block))).toEqual([]);
  expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * ACKNOWLEDGED_BETWEEN);
  await database.close();
  await kill(serving);
  await directory.remove();
});

test('a second process is refused with a sentence that names the first', async () => {
  const directory = await temporaryDirectory();
  const serving = await start(directory.path);
  const second = await start(directory.path);
  expect(second.said).toMatch(
    new RegExp(`^the engine cannot open .*\\. Process ${serving.child.pid ?? ''} holds it\\. Stop`),
  );
  expect(await (await fetch(`${serving.said}/?query=SELECT%201`)).text()).toBe('1\n');
  await kill(serving);
  await directory.remove();
});
