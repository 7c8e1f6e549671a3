import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { itemReply } from '@emberlog/api';
import { migrate, openEmbedded, type Database, type Reader } from '@emberlog/clickhouse';
import { createMemoryLog, type EventLog } from '@emberlog/event-log';
import { encodeEvent } from '@emberlog/events';
import { startProjector, type Projector } from '@emberlog/projector';
import { createQuery, type Query } from '@emberlog/query';
import { createHttpApp, createLogger, createSealer, createSigner } from '@emberlog/service-kit';
import { temporaryDirectory, waitUntil, type TemporaryDirectory } from '@emberlog/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PARTITIONS = 2;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const ITEMS = ['a', 'b', 'c', 'd'];
const VOTERS = 500;
const STATEMENT_MS = 15;
const INSERT_MS = 40;
/** Longer than an answer takes here, the age of the position it is begun at included. */
const NOTICE_MS = 1_000;

const logger = createLogger({ name: 'test', level: 'silent' });
const secret = new Uint8Array(32).fill(3);

let directory: TemporaryDirectory;
let database: Database;
let log: EventLog;
let query: Query;
let projector: Projector | null;

/** Item n has the votes of all but n voters. */
const fill = async (): Promise<void> => {
  const published = ITEMS.map((subject) => ({
    topic: 'emberlog.items' as const,
    key: subject,
    value: encodeEvent({
      ...{ id: subject, source: 'test', type: 'item.published', subject, time: NOW - 5 * DAY },
      data: { title: subject },
    }),
  }));
  const votes = Array.from({ length: VOTERS }, (_, voter) =>
    ITEMS.filter((_item, n) => voter >= n).map((subject) => ({
      topic: 'emberlog.votes' as const,
      key: subject,
      value: encodeEvent({
        ...{ id: `v${voter}`, source: 'test', type: 'item.upvoted', subject, time: NOW - 4 * DAY },
        data: { actor: voter.toString(16).padStart(16, '0') },
      }),
    })),
  ).flat();
  const unreadable = { topic: 'emberlog.votes' as const, key: 'a', value: new Uint8Array(3) };
  await log.append([...published, unreadable, ...votes]);
};

/** Each question takes its time, so that tables change between the statements of one answer. */
const slowly = (reader: Reader): Reader => ({
  query: async (asked, params) => {
    await delay(STATEMENT_MS);
    return await reader.query(asked, params);
  },
});

/** Every insert takes its time, so that a table is seen at every stage. */
const writingSlowly = (open: Database): Database => ({
  ...open,
  writer: {
    ...open.writer,
    insert: async (block, fence) => {
      await delay(INSERT_MS);
      await open.writer.insert(block, fence);
    },
  },
});

const project = async (): Promise<void> => {
  projector = await startProjector({
    ...{ log, database: writingSlowly(database), logger, noticeMs: NOTICE_MS },
    maxBatch: 100,
  });
};

const caughtUp = async (): Promise<void> => {
  await waitUntil(() => projector?.status() === null, { timeoutMs: 20_000 });
};

beforeEach(async () => {
  directory = await temporaryDirectory();
  // As a server's tables: others may write to them, and read them, without a word.
  database = { ...(await openEmbedded({ path: directory.path })), shared: true };
  await migrate(database.writer);
  log = createMemoryLog({ partitions: PARTITIONS, clock: () => NOW });
  await fill();
  query = createQuery({
    ...{ reader: slowly(database.reader), log, logger, clock: () => NOW, isShared: true },
    sealer: createSealer({ secret, purpose: 'position' }),
    cursorSigner: createSigner({ secret, purpose: 'cursor' }),
  });
});

afterEach(async () => {
  query.close();
  await projector?.close();
  await database.close();
  await directory.remove();
});

const ask = async (path: string): Promise<{ status: number; body: unknown }> => {
  const reply = await createHttpApp({ logger }).route('/', query.routes).request(path);
  return { status: reply.status, body: await reply.json() };
};

const counts = async (path = '/v1/trending'): Promise<Record<string, number> | string> => {
  const { status, body } = await ask(path);
  if (status !== 200) return (body as { detail: string }).detail;
  const { items } = body as { items: readonly { id: string; upvotes: number }[] };
  return Object.fromEntries(
    items.toSorted((a, b) => a.id.localeCompare(b.id)).map(({ id, upvotes }) => [id, upvotes]),
  );
};

const WHOLE = { a: VOTERS, b: VOTERS - 1, c: VOTERS - 2, d: VOTERS - 3 };

test('tables that no projector has looked at are not served', async () => {
  expect(await counts()).toContain('no projector has checked items yet');
  await project();
  await caughtUp();
  expect(await counts()).toEqual(WHOLE);
});

// Seen to fail when nobody is told before a table is emptied, and when it is told to be served at once.
test('while a damaged table is projected again, every answer is whole or refused', async () => {
  await project();
  await caughtUp();
  expect(await counts()).toEqual(WHOLE);
  const { body } = await ask('/v1/items/a');
  const { position } = itemReply.parse(body);
  await projector?.close();

  // What no answer needs is missing: the next start finds it, and empties every table.
  await database.writer.command('TRUNCATE TABLE emberlog.dead_letters');
  const seen = new Set<string>();
  let question = 0;
  let isOver = false;
  const asking = [0, 1, 2].map(async () => {
    while (!isOver) {
      // A refusal needs no I/O: without a turn, nothing else would ever run.
      await nextTurn();
      // Never the same question twice: none is answered from what is kept.
      question += 1;
      const limit = `limit=${5 + (question % 90)}&min_votes=${question % 7}`;
      for (const path of [`/v1/trending?${limit}`, `/v1/trending?${limit}&position=${position}`]) {
        const answer = await counts(path);
        seen.add(
          typeof answer === 'string' ? answer.replace(/[\d,]+ of/, 'n of') : JSON.stringify(answer),
        );
      }
    }
  });
  try {
    await project();
    await caughtUp();
  } finally {
    isOver = true;
    await Promise.all(asking);
  }
  await waitUntil(async () => typeof (await counts()) !== 'string');
  expect(await counts()).toEqual(WHOLE);

  const refusals = [...seen].filter((answer) => answer.startsWith('no question'));
  expect(refusals.join()).toMatch(/about to be projected again.*projecting votes/);
  const told = [...seen].filter((answer) => answer.startsWith('{'));
  expect(told).toEqual([JSON.stringify(WHOLE)]);
}, 60_000);
