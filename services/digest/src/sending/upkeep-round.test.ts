import { createMemoryAddressBook, parseAddressKeys, readAddress } from '@emberlog/address-book';
import { createMemoryLog, SUBSCRIPTION_TOPICS } from '@emberlog/event-log';
import type { DigestSettings, SubscriberEvent } from '@emberlog/events';
import { createLogger } from '@emberlog/service-kit';
import { expect, test } from 'vitest';
import { openJournal } from '../journal/open-journal.ts';
import { createUpkeepRound } from './upkeep-round.ts';

const START = Date.UTC(2025, 11, 10, 12);
const DAY = 86_400_000;
const settings: DigestSettings = {
  ...{ cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' },
  ...{ organizations: [], tags: [] },
};

/** Upkeep over a log and a book in memory, by a clock that a test sets. */
const start = async ({ inDoubtAfterMs = 0 }: { readonly inDoubtAfterMs?: number } = {}) => {
  const time = { now: START };
  const clock = (): number => time.now;
  const keys = parseAddressKeys(`2026:${'5a'.repeat(32)}`);
  if (!keys.ok) throw new Error(keys.message);
  const book = createMemoryAddressBook({ secret: new Uint8Array(32).fill(7), keys: keys.keys });
  const journal = await openJournal({
    log: createMemoryLog({ topics: SUBSCRIPTION_TOPICS, partitions: 2, clock }),
    logger: createLogger({ name: 'test', level: 'fatal' }),
  });
  /** Runs before an address is erased. */
  const before = { erase: async (): Promise<void> => await Promise.resolve() };
  let made = 0;
  const ids = (): string => {
    made += 1;
    return `e${String(made).padStart(4, '0')}`;
  };
  const upkeep = createUpkeepRound({
    ...{ journal, clock, ids, inDoubtAfterMs, confirmMs: 2 * DAY },
    book: {
      ...book,
      erase: async (subscriber) => {
        await before.erase();
        await book.erase(subscriber);
      },
    },
    sender: { flush: async () => await Promise.resolve(), isUnderWay: (by) => by === 'mine' },
  });
  const enter = async (name: string): Promise<string> => {
    const read = readAddress(`${name}@reader.example`);
    if (!read.ok) throw new Error(read.message);
    return (await book.enter(read.address)).subscriber;
  };
  const say = async (subject: string, said: Pick<SubscriberEvent, 'type' | 'data'>, id = ids()) =>
    await journal.record([{ id, subject, time: time.now, ...said } as SubscriberEvent]);
  const ask = async (subject: string): Promise<string> => {
    const id = ids();
    await say(subject, { type: 'subscriber.requested', data: { settings } }, id);
    return id;
  };
  const isThere = async (subscriber: string): Promise<boolean> =>
    (await book.open(subscriber)) !== null;
  return { time, journal, upkeep, before, enter, say, ask, isThere };
};

// Seen to fail when only erased ones are looked for, and when beside others unknown ones are erased.
test.each([
  ['alone', 0, false],
  ['beside others', DAY, true],
])('a start %s finishes what a crash left', async (_, inDoubtAfterMs, staysUnknown) => {
  const { upkeep, enter, say, ask, isThere } = await start({ inDoubtAfterMs });
  const [unknown, erased, asked] = [await enter('a'), await enter('b'), await enter('c')];
  await ask(erased);
  await say(erased, { type: 'subscriber.erased', data: {} });
  await ask(asked);
  await upkeep.finishErasures();
  expect(await Promise.all([unknown, erased, asked].map(isThere))).toEqual([
    ...[staysUnknown, false, true],
  ]);
});

// Seen to fail when requests are kept for ever, and when the address of an active reader is forgotten.
test('a request that nobody confirms is forgotten with its address, and so is who left long ago', async () => {
  const { time, journal, upkeep, enter, say, ask, isThere } = await start();
  const [waiting, active, left] = [await enter('a'), await enter('b'), await enter('c')];
  for (const subscriber of [active, left]) {
    const request = await ask(subscriber);
    await say(subscriber, { type: 'subscriber.confirmed', data: { request } });
  }
  await ask(waiting);
  await say(left, { type: 'subscriber.unsubscribed', data: { reason: 'link' } });
  const there = async () => await Promise.all([waiting, active, left].map(isThere));
  for (const [days, expected] of [
    [1.9, [true, true, true]],
    [2, [false, true, true]],
    [29.9, [false, true, true]],
    [30, [false, true, false]],
    [400, [false, true, false]],
  ] as const) {
    time.now = START + days * DAY;
    await upkeep.round(new AbortController().signal);
    expect(await there()).toEqual(expected);
  }
  expect([waiting, active, left].map((each) => journal.of(each).isErased)).toEqual([
    ...[true, false, true],
  ]);
});

// Seen to fail when all that is over is decided before the first is forgotten.
test('who comes back while others are forgotten stays', async () => {
  const { time, journal, upkeep, before, enter, ask, isThere } = await start();
  const [gone, back] = [await enter('a'), await enter('b')];
  await ask(gone);
  await ask(back);
  time.now = START + 3 * DAY;
  before.erase = async () => {
    await ask(back);
  };
  await upkeep.round(new AbortController().signal);
  expect([await isThere(gone), await isThere(back)]).toEqual([false, true]);
  expect(journal.of(back).pending).not.toBeNull();
});

// Seen to fail when a mail of this process that is under way is taken for one that was left.
test('what nobody is at any more is in doubt, at once where no other process can be', async () => {
  for (const [inDoubtAfterMs, after] of [
    [0, 0],
    [900_000, 900_000],
  ] as const) {
    const { time, journal, upkeep, enter, say, ask } = await start({ inDoubtAfterMs });
    const [reader, other] = [await enter('a'), await enter('b')];
    const period = { cadence: 'daily', key: '2025-12-09' } as const;
    const begun = { type: 'digest.sent', data: { period, outcome: 'begun', attempt: 1 } } as const;
    await ask(reader);
    await say(reader, begun);
    await ask(other);
    await say(other, begun, 'mine');
    const outcomes = () => [reader, other].map((each) => journal.of(each).digests.daily?.outcome);
    time.now = START + after - 1;
    const early = after === 0 ? 'unknown' : 'begun';
    await upkeep.round(new AbortController().signal);
    expect(outcomes()).toEqual([early, 'begun']);
    time.now = START + after;
    await upkeep.round(new AbortController().signal);
    expect(outcomes()).toEqual(['unknown', 'begun']);
  }
});
