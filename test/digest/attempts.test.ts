import { expect, onTestFinished, test } from 'vitest';
import type { Fate } from './world/readers.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  openWalkedWorld,
  type WalkedWorld,
  type WalkedWorldOptions,
} from './world/walked-world.ts';

const EIGHT = Date.UTC(2026, 2, 10, 8);
const ADA = 'ada@mail.example';

const open = async (options: Partial<WalkedWorldOptions> = {}): Promise<WalkedWorld> => {
  const world = await openWalkedWorld({ from: EIGHT - HOUR, ...options });
  onTestFinished(world.close);
  return world;
};

/** What became of a reader's mails of a kind, each with the minutes since eight of the first day. */
const said = async (world: WalkedWorld, subscriber: string, kind = 'digest.sent') =>
  (await world.events())
    .filter(({ subject, time }) => subject === subscriber && time >= EIGHT - HOUR)
    .flatMap((event) =>
      event.type === kind && (event.type === 'digest.sent' || event.type === 'confirmation.sent')
        ? [`${event.data.outcome} ${event.data.attempt} at ${(event.time - EIGHT) / MINUTE}`]
        : [],
    );

// Seen to fail when an attempt follows a deferral at once, and when a fifth deferral is not the last.
test('a server that is busy is asked again after 5, 15, 60 and 180 minutes, then the list is missed', async () => {
  let fate: Fate = 'always busy';
  const world = await open({ fateFor: () => fate });
  const ada = await world.subscribe(ADA);
  await world.walkTo(EIGHT + 20 * HOUR, MINUTE);
  const tries = [0, 5, 20, 80, 260].flatMap((at, n) => [
    `begun ${n + 1} at ${at}`,
    `deferred ${n + 1} at ${at}`,
  ]);
  expect(await said(world, ada)).toEqual([...tries, `missed 6 at ${20 * 60}`]);

  fate = 'taken';
  await world.walkTo(EIGHT + DAY, 15 * MINUTE);
  expect((await said(world, ada)).slice(-2)).toEqual([
    `begun 1 at ${24 * 60}`,
    `sent 1 at ${24 * 60}`,
  ]);
  expect(world.arrivals).toHaveLength(1);
});

test('a server that is free again within these times gets the mail, once', async () => {
  const world = await open({ fateFor: () => 'busy' });
  const ada = await world.subscribe(ADA);
  await world.walkTo(EIGHT + 10 * HOUR, MINUTE);
  expect(await said(world, ada)).toEqual([
    ...['begun 1 at 0', 'deferred 1 at 0', 'begun 2 at 5', 'sent 2 at 5'],
  ]);
  expect(world.arrivals.map(({ at }) => at)).toEqual([EIGHT + 5 * MINUTE]);
});

// Seen to fail when a rejection is only recorded.
test('a mailbox that is not there ends the subscription, and is forgotten a month later', async () => {
  const world = await open({ fateFor: () => 'gone' });
  const ada = await world.subscribe(ADA);
  await world.walkTo(EIGHT, HOUR);
  expect(await said(world, ada)).toEqual(['begun 1 at 0', 'rejected 1 at 0']);
  expect((await world.of(ada))?.ended).toEqual({ reason: 'bounced', at: EIGHT });
  await world.walkTo(EIGHT + 29 * DAY, DAY);
  expect(world.server.asked).toEqual([ADA]);
  expect(await world.book.open(ada)).not.toBeNull();
  await world.walkTo(EIGHT + 30 * DAY, DAY);
  expect(await world.book.open(ada)).toBeNull();
  expect((await world.of(ada))?.isErased).toBe(true);
});

test.each(['cut', 'cut short'] as const)(
  'a mail whose end nobody knows (%s) is in doubt, and not tried again',
  async (fate) => {
    const world = await open({ fateFor: () => fate });
    const ada = await world.subscribe(ADA);
    await world.walkTo(EIGHT + 23 * HOUR, 5 * MINUTE);
    await world.restart();
    await world.walkTo(EIGHT + 23 * HOUR + 30 * MINUTE, 5 * MINUTE);
    expect(await said(world, ada)).toEqual(['begun 1 at 0', 'unknown 1 at 0']);
    expect(world.server.asked).toEqual([ADA]);
  },
);

// Seen to fail when only the latest of the days without a service is recorded.
test('three days without a service are recorded as missed, and the list of now is sent', async () => {
  const world = await open();
  const ada = await world.subscribe(ADA);
  await world.walkTo(EIGHT + 3 * DAY + 2 * HOUR, 4 * DAY);
  const at = (3 * 24 + 2) * 60;
  const missed = [`missed 1 at ${at}`, `missed 1 at ${at}`, `missed 1 at ${at}`];
  expect(await said(world, ada)).toEqual([...missed, `begun 1 at ${at}`, `sent 1 at ${at}`]);
  const keys = (await world.events()).flatMap(({ subject, data }) =>
    subject === ada && 'period' in data ? [data.period.key] : [],
  );
  expect(keys).toEqual([...['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-12']]);
  expect(world.arrivals).toHaveLength(1);
});

test('a confirmation that cannot be handed on is tried as a digest is; then all is forgotten', async () => {
  const world = await open({ fateFor: () => 'always busy' });
  const ada = await world.subscribe(ADA);
  await world.tell({ subject: ada, type: 'subscriber.unsubscribed', data: { reason: 'link' } });
  const settings = { cadence: 'daily', hour: 8, weekday: null, timeZone: 'UTC' } as const;
  await world.tell({
    ...{ subject: ada, type: 'subscriber.requested' },
    data: { settings: { ...settings, organizations: [], tags: [] } },
  });
  await world.walkTo(EIGHT + 46 * HOUR, MINUTE);
  const tries = [0, 5, 20, 80, 260].flatMap((at, n) => [
    `begun ${n + 1} at ${at - 59}`,
    `deferred ${n + 1} at ${at - 59}`,
  ]);
  expect(await said(world, ada, 'confirmation.sent')).toEqual(tries);
  expect(await world.book.open(ada)).not.toBeNull();
  await world.walkTo(EIGHT + 47 * HOUR, MINUTE);
  expect(await world.book.open(ada)).toBeNull();
  expect((await world.of(ada))?.isErased).toBe(true);
});
