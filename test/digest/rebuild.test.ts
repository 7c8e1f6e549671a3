import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createDigest, openJournal } from '@emberlog/digest';
import { createLogger } from '@emberlog/service-kit';
import { foldSubscriptions } from '@emberlog/subscriptions';
import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import { expect, onTestFinished, test } from 'vitest';
import { fillWorld } from './kills/fill-world.ts';
import { isSettled } from './kills/is-settled.ts';
import { readEvents } from './kills/read-events.ts';
import { DUE_DAY, LIST } from './kills/sending-order.ts';
import { startMailServer } from './world/mail-server.ts';
import { openBook, openLog, openTransport, usualParts } from './world/open-parts.ts';
import { readersOf } from './world/readers.ts';

const NINE = DUE_DAY + 9 * 3_600_000;
const READERS = 120;
const LONG = { timeoutMs: 90_000 };
const logger = createLogger({ name: 'digest', level: 'silent' });

/** A directory with readers, a server that takes all, and services on them one after the other. */
const openFilled = async () => {
  const directory = await temporaryDirectory();
  const server = await startMailServer(() => 'taken');
  onTestFinished(async () => {
    await server.close();
    await directory.remove();
  });
  const filled = join(directory.path, 'first');
  await fillWorld(filled, readersOf(READERS, 12));
  const open = async (path: string) => {
    const log = openLog(path, () => NINE);
    const book = openBook(path);
    const transport = openTransport(server.port);
    const parts = { ...usualParts(), log, book, transport, clock: () => NINE, logger };
    const digest = await createDigest({ ...parts, everyMs: 20, inDoubtAfterMs: 0 });
    const journal = await openJournal({ log, logger });
    const close = async (): Promise<void> => {
      await digest.close();
      await journal.close();
      transport.close();
      await book.close();
      await log.close();
    };
    return { log, digest, journal, close };
  };
  return { directory: directory.path, filled, server, open };
};

/** What a service that starts on these files knows before it does anything. */
const foldOf = async ({ log, journal }: Pick<Opened, 'log' | 'journal'>) => {
  const known = new Map([...journal.all()].map((each) => [each.subscriber, each] as const));
  expect(known).toEqual(foldSubscriptions(await readEvents(log)));
  return { known, issues: journal.issues() };
};
type Opened = Awaited<ReturnType<Awaited<ReturnType<typeof openFilled>>['open']>>;

// Seen to fail when issues come in the order in which partitions are read.
test('a start from a copy of the log knows the same, and sends nothing that was sent', async () => {
  const { directory, filled, server, open } = await openFilled();
  const first = await open(filled);
  first.digest.start();
  await waitUntil(() => [...first.journal.all()].every((each) => isSettled(each, LIST)), LONG);
  const before = await foldOf(first);
  await first.close();
  expect(server.takenCount()).toBe(READERS + 12 - 1);

  const copy = join(directory, 'copy');
  await cp(filled, copy, { recursive: true });
  const second = await open(copy);
  expect(await foldOf(second)).toEqual(before);
  const { end } = (await second.log.bounds()).reduce((a, b) => ({ ...a, end: a.end + b.end }));
  for (let round = 0; round < 3; round += 1) await second.digest.round();
  expect(server.takenCount()).toBe(READERS + 12 - 1);
  const after = (await second.log.bounds()).reduce((a, b) => ({ ...a, end: a.end + b.end }));
  expect(after.end).toBe(end);
  await second.close();
});

test('a start in the middle goes on where the log ends: all get theirs, once', async () => {
  const { directory, filled, server, open } = await openFilled();
  const first = await open(filled);
  first.digest.start();
  await waitUntil(() => server.takenCount() > 40, LONG);
  await first.close();
  const half = server.takenCount();
  expect(half).toBeLessThan(READERS);

  const copy = join(directory, 'copy');
  await cp(filled, copy, { recursive: true });
  const second = await open(copy);
  await foldOf(second);
  second.digest.start();
  await waitUntil(() => [...second.journal.all()].every((each) => isSettled(each, LIST)), LONG);
  await second.close();
  expect(server.takenCount()).toBe(READERS + 12 - 1);
  expect([...server.taken.values()].filter(({ length }) => length !== 1)).toEqual([]);
});
