import { EmberlogError } from '@emberlog/client';
import { LogUnavailableError, type EventLog, type SubscriptionTopic } from '@emberlog/event-log';
import { expect, onTestFinished, test } from 'vitest';
import { HOUR, MINUTE, openWalkedWorld, type WalkedWorldOptions } from './world/walked-world.ts';
import { writtenRanking } from './world/written-ranking.ts';

const EIGHT = Date.UTC(2026, 2, 10, 8);

/** A log that takes no records for a while, or takes them and answers that it did not. */
const openFailing = async (options: Partial<WalkedWorldOptions> = {}) => {
  let state: 'up' | 'down' | 'down once a mail is under way' | 'takes, and says no' = 'up';
  const refused = (): never => {
    throw new LogUnavailableError('the log is down');
  };
  const logOf = (log: EventLog<SubscriptionTopic>): EventLog<SubscriptionTopic> => ({
    ...log,
    append: async (records) => {
      if (state === 'down') return refused();
      const positions = await log.append(records);
      return state === 'takes, and says no' ? refused() : positions;
    },
  });
  const world = await openWalkedWorld({
    ...{ from: EIGHT - HOUR, logOf },
    transportOf: (transport) => ({
      ...transport,
      send: async (message) => {
        if (state === 'down once a mail is under way') state = 'down';
        return await transport.send(message);
      },
    }),
    ...options,
  });
  onTestFinished(world.close);
  const ada = await world.subscribe('ada@mail.example');
  const outcomes = async () =>
    (await world.events()).flatMap(({ subject, type, data }) =>
      subject === ada && type === 'digest.sent' ? [data.outcome] : [],
    );
  const set = (next: typeof state): void => {
    state = next;
  };
  return { world, set, outcomes };
};

// Seen to fail when what the log did not take is dropped.
test('an outcome that the log does not take is told once it does, and no second mail is sent', async () => {
  const { world, set, outcomes } = await openFailing();
  await world.walkTo(EIGHT - MINUTE, HOUR);
  set('down once a mail is under way');
  await world.walkTo(EIGHT, HOUR);
  expect([await outcomes(), world.arrivals.length]).toEqual([['begun'], 1]);
  for (let n = 1; n <= 5; n += 1)
    await expect(world.walkTo(EIGHT + n * MINUTE, MINUTE)).rejects.toThrow(LogUnavailableError);
  expect([await outcomes(), world.arrivals.length]).toEqual([['begun'], 1]);
  set('up');
  await world.walkTo(EIGHT + HOUR, MINUTE);
  expect([await outcomes(), world.arrivals.length]).toEqual([['begun', 'sent'], 1]);
});

test('an outcome that was never told is in doubt after a restart, and no second mail is sent', async () => {
  const { world, set, outcomes } = await openFailing();
  await world.walkTo(EIGHT - MINUTE, HOUR);
  set('down once a mail is under way');
  await world.walkTo(EIGHT, HOUR);
  await world.restart();
  set('up');
  await world.walkTo(EIGHT + 2 * HOUR, MINUTE);
  expect([await outcomes(), world.arrivals.length]).toEqual([['begun', 'unknown'], 1]);
});

// Seen to fail when a mail is handed on although its begin was refused.
test('nothing is sent while nothing can be begun, and all of it afterwards', async () => {
  const { world, set, outcomes } = await openFailing();
  await world.walkTo(EIGHT - MINUTE, HOUR);
  set('down');
  for (let n = 0; n < 3; n += 1)
    await expect(world.walkTo(EIGHT + n * HOUR, HOUR)).rejects.toThrow(LogUnavailableError);
  expect([await outcomes(), world.server.asked]).toEqual([[], []]);
  set('up');
  await world.walkTo(EIGHT + 3 * HOUR, HOUR);
  expect([await outcomes(), world.arrivals.length]).toEqual([['begun', 'sent'], 1]);
});

// Seen to fail when an attempt whose begin was refused still counts as under way.
test('a begin that appears although it was refused is in doubt, and nothing is sent', async () => {
  const { world, set, outcomes } = await openFailing();
  await world.walkTo(EIGHT - MINUTE, HOUR);
  set('takes, and says no');
  await expect(world.walkTo(EIGHT, HOUR)).rejects.toThrow(LogUnavailableError);
  set('up');
  await world.walkTo(EIGHT + HOUR, MINUTE);
  expect(world.server.asked).toEqual([]);
  expect(await outcomes()).toEqual(['begun', 'unknown']);
});

test('while rankings cannot be asked for nothing is lost', async () => {
  let isDown = true;
  const written = writtenRanking();
  const unreachable = { status: 503, problem: null, retryable: true, retryAfterMs: null };
  const { world, outcomes } = await openFailing({
    parts: {
      ranking: {
        trending: async (params) => {
          if (isDown) throw new EmberlogError('no answer', unreachable);
          return await written.trending(params);
        },
      },
    },
  });
  for (let n = -1; n <= 6; n += 1)
    await expect(world.walkTo(EIGHT + n * HOUR + MINUTE, HOUR)).rejects.toThrow(EmberlogError);
  expect([await outcomes(), world.server.asked]).toEqual([[], []]);
  isDown = false;
  await world.walkTo(EIGHT + 7 * HOUR, HOUR);
  expect([await outcomes(), world.arrivals.length]).toEqual([['begun', 'sent'], 1]);
});
