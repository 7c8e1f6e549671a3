import type { EventLog, SubscriptionTopic } from '@emberlog/event-log';
import { decodeSubscriberEvent } from '@emberlog/events';
import { simpleParser } from 'mailparser';
import { expect, onTestFinished, test } from 'vitest';
import { recordOf } from './kills/fill-world.ts';
import {
  DAY,
  HOUR,
  openWalkedWorld,
  type WalkedWorld,
  type WalkedWorldOptions,
} from './world/walked-world.ts';
import { writtenRanking } from './world/written-ranking.ts';

const EIGHT = Date.UTC(2026, 2, 10, 8);
const ADA = 'ada@mail.example';

const open = async (options: Partial<WalkedWorldOptions> = {}): Promise<WalkedWorld> => {
  const world = await openWalkedWorld({ from: EIGHT - HOUR, ...options });
  onTestFinished(world.close);
  return world;
};

const outcomes = async (world: WalkedWorld, subscriber: string): Promise<readonly string[]> =>
  (await world.events()).flatMap((event) =>
    event.subject === subscriber && event.type === 'digest.sent' ? [event.data.outcome] : [],
  );

/** Whoever is begun a digest leaves before it is handed on. */
const leavingOnBegun = (log: EventLog<SubscriptionTopic>): EventLog<SubscriptionTopic> => ({
  ...log,
  append: async (records) => {
    const leaving = records.flatMap(({ value }) => {
      const decoded = decodeSubscriberEvent(value);
      if (!decoded.ok || decoded.event.type !== 'digest.sent') return [];
      const { subject, time, data } = decoded.event;
      const left = { id: `left-${subject}`, subject, time, data: { reason: 'one_click' as const } };
      return data.outcome === 'begun'
        ? [recordOf({ ...left, type: 'subscriber.unsubscribed' })]
        : [];
    });
    const positions = await log.append([...records, ...leaving]);
    return positions.slice(0, records.length);
  },
});

// Seen to fail when nobody looks again between the log and the server.
test('who leaves after their digest was begun gets none, and the log says so', async () => {
  const world = await open({ logOf: leavingOnBegun });
  const ada = await world.subscribe(ADA);
  await world.walkTo(EIGHT + DAY, HOUR);
  expect(await outcomes(world, ada)).toEqual(['begun', 'skipped']);
  expect(world.server.asked).toEqual([]);
});

test('who left before is sent nothing, and nothing is recorded of it', async () => {
  const world = await open();
  const ada = await world.subscribe(ADA);
  await world.tell({ subject: ada, type: 'subscriber.unsubscribed', data: { reason: 'link' } });
  await world.walkTo(EIGHT + DAY, HOUR);
  expect(await outcomes(world, ada)).toEqual([]);
  expect(world.server.asked).toEqual([]);
});

// Seen to fail when an empty list is mailed.
test('a list without papers is skipped, once for each reader', async () => {
  const world = await open({ parts: { ranking: writtenRanking(0) } });
  const ada = await world.subscribe(ADA);
  await world.walkTo(EIGHT + DAY - HOUR, HOUR);
  expect(await outcomes(world, ada)).toEqual(['skipped']);
  expect(world.server.asked).toEqual([]);
});

// Seen to fail when organizations are not asked for.
test.each([
  [{}, [0, 1, 2, 3, 4, 5]],
  [{ organizations: ['org-a'] }, [0, 2, 4]],
  [{ organizations: ['org-b'] }, [1, 3, 5]],
  [{ tags: ['nlp'] }, [0, 1, 2]],
  [{ organizations: ['org-b'], tags: ['nlp'] }, [0, 1, 2, 3, 5]],
  [{ organizations: ['org-a', 'of none'], tags: ['of none'] }, [0, 2, 4]],
])('a reader of %j gets papers %j, ranked anew', async (filters, papers) => {
  const world = await open();
  await world.subscribe('carol@mail.example');
  await world.subscribe(ADA, filters);
  await world.walkTo(EIGHT, HOUR);
  const [mine] = world.arrivals.filter(({ address }) => address === ADA);
  const { text = '' } = await simpleParser(mine?.text ?? '');
  const titles = [...text.matchAll(/^(\d+)\. Paper (\d) of 2026-03-09/gm)];
  expect(titles.map(([, rank, paper]) => [Number(rank), Number(paper)])).toEqual(
    papers.map((paper, at) => [at + 1, paper]),
  );
});

test('a reader for whom a list has nothing is skipped, while others get it', async () => {
  const world = await open();
  const ada = await world.subscribe(ADA, { tags: ['of none'] });
  const bob = await world.subscribe('bob@mail.example');
  await world.walkTo(EIGHT, HOUR);
  expect([await outcomes(world, ada), await outcomes(world, bob)]).toEqual([
    ['skipped'],
    ['begun', 'sent'],
  ]);
});

// Seen to fail when a reader without an address is passed over.
test('whose address is gone is forgotten, and all others get theirs', async () => {
  const world = await open();
  const ada = await world.subscribe(ADA);
  await world.subscribe('bob@mail.example');
  await world.book.erase(ada);
  await world.walkTo(EIGHT + 2 * HOUR, HOUR);
  expect((await world.of(ada))?.isErased).toBe(true);
  expect(world.server.asked).toEqual(['bob@mail.example']);
});
