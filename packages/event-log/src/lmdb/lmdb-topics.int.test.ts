import { join } from 'node:path';
import { expect, expectTypeOf, it } from 'vitest';
import { readAll, recordsOf, vote } from '../contract/log-under-test.ts';
import { createRecordCollector } from '../contract/record-collector.ts';
import {
  SUBSCRIPTION_TOPICS,
  TOPICS,
  type EventLog,
  type SubscriptionTopic,
} from '../event-log.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const options = { partitions: 3, clock: () => 1000, alone: true };
const subscriber = recordsOf('emberlog.subscriptions');
const keysOf = async <T extends string>(log: EventLog<T>) =>
  (await readAll(log)).map((record) => record?.key).sort();

// Seen to fail when a copy is looked at by the topics of the read model.
it('two logs are open side by side in one process, each with its own topics', async () => {
  const path = await createTemporaryDirectory();
  const openBoth = () => ({
    items: openLmdbLog({ ...options, path: join(path, 'log') }),
    readers: openLmdbLog({
      ...options,
      path: join(path, 'subscriptions'),
      topics: SUBSCRIPTION_TOPICS,
    }),
  });
  const { items, readers } = openBoth();
  expectTypeOf(readers).toExtend<EventLog<SubscriptionTopic>>();
  const seen = createRecordCollector<SubscriptionTopic>();
  readers.follow({
    from: (await readers.bounds()).map((bounds) => ({ ...bounds, offset: bounds.end })),
    handle: seen.handle,
  });
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      await Promise.all([items.append([vote(`v${n}`)]), readers.append([subscriber(`s${n}`)])]);
    }),
  );
  await seen.whenSeen(20);
  const copied = await readers.copyTo(join(path, 'copy'));
  expect(copied).toEqual(await readers.bounds());
  expect(copied.reduce((sum, { end }) => sum + end, 0)).toBe(20);
  await items.close();
  await readers.append([subscriber('last')]);
  await readers.close();

  const again = openBoth();
  expect(await keysOf(again.items)).toEqual(Array.from({ length: 20 }, (_, n) => `v${n}`).sort());
  expect(await keysOf(again.readers)).toEqual(
    ['last', ...Array.from({ length: 20 }, (_, n) => `s${n}`)].sort(),
  );
  await Promise.all([again.items.close(), again.readers.close()]);
});

it('the topics that are named are those of a log opened without naming any', async () => {
  const path = await createTemporaryDirectory();
  const unnamed = openLmdbLog({ ...options, path });
  await unnamed.append(TOPICS.map((topic) => ({ ...vote('a'), topic })));
  const before = await readAll(unnamed);
  await unnamed.close();
  const named = openLmdbLog({ ...options, path, topics: TOPICS });
  expect(before).toHaveLength(3);
  expect(await readAll(named)).toEqual(before);
  await named.close();
});
