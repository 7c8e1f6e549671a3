import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Assignment, LogRecord } from '../event-log.ts';
import { LogPositionError } from '../log-position-error.ts';
import { createGate } from './gate.ts';
import { createRecordCollector } from './record-collector.ts';
import { beginning, text, recordsOf } from './log-under-test.ts';
import type { LogFactory, LogUnderTest, TestedTopics } from './log-under-test.ts';

const texts = (records: readonly LogRecord<string>[]): readonly string[] =>
  records.map(({ value }) => text(value));

/** What `follow` of every adapter delivers. */
export function describeFollowContract<T extends string>(
  topics: TestedTopics<T>,
  createLog: LogFactory<LogUnderTest<T>>,
): void {
  const [main, ...others] = topics;
  const newRecord = recordsOf(main);

  describe('following', () => {
    let test: LogUnderTest<T>;
    beforeEach(async () => (test = await createLog()));
    afterEach(() => test.dispose());

    const everyTopic = () => topics.flatMap((topic) => beginning(topic, test.partitions));

    it('delivers what was appended before, in offset order per partition', async () => {
      await test.log.append(Array.from({ length: 50 }, (_, index) => newRecord(`paper-${index}`)));
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({ from: everyTopic(), handle: collector.handle });
      await collector.whenSeen(50);
      await subscription.close();
      const bounds = await test.log.bounds();
      const expected = bounds.flatMap(({ topic, partition, end }) =>
        Array.from({ length: end }, (_, offset) => ({ topic, partition, offset })),
      );
      const byPartition = bounds.flatMap((bound) =>
        collector
          .records()
          .filter(({ topic, partition }) => topic === bound.topic && partition === bound.partition)
          .map(({ topic, partition, offset }) => ({ topic, partition, offset })),
      );
      expect(byPartition).toEqual(expected);
      expect(new Set(byPartition.map(({ partition }) => partition)).size).toBe(test.partitions);
    });

    it('begins at the offset asked for', async () => {
      const [first] = await test.log.append(
        ['0', '1', '2', '3'].map((value) => newRecord('same', value)),
      );
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({
        from: [{ topic: main, partition: first?.partition ?? -1, offset: 2 }],
        handle: collector.handle,
      });
      await collector.whenSeen(2);
      await subscription.close();
      expect(texts(collector.records())).toEqual(['2', '3']);
    });

    it('begins at the end and sees only what comes later, each record once', async () => {
      await test.log.append([newRecord('before')]);
      const collector = createRecordCollector<T>();
      const from = (await test.log.bounds()).map(({ topic, partition, end }) => ({
        topic,
        partition,
        offset: end,
      }));
      const subscription = test.log.follow({ from, handle: collector.handle });
      for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
        await test.log.append([newRecord(key)]);
        await collector.whenSeen(index + 1);
      }
      await subscription.close();
      expect(texts(collector.records())).toEqual(['a', 'b', 'c', 'd']);
    });

    it('delivers only the partitions it was asked for', async () => {
      const positions = await test.log.append(
        Array.from({ length: 30 }, (_, index) => newRecord(`paper-${index}`)),
      );
      const wanted = positions.filter(({ partition }) => partition === 1);
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({
        from: [{ topic: main, partition: 1, offset: 0 }],
        handle: collector.handle,
      });
      await collector.whenSeen(wanted.length);
      await subscription.close();
      expect(collector.records().map(({ partition, offset }) => ({ partition, offset }))).toEqual(
        wanted.map(({ partition, offset }) => ({ partition, offset })),
      );
    });

    it('gives batches of one topic and of at most maxBatch records', async () => {
      await test.log.append(
        topics.flatMap((topic) =>
          Array.from({ length: 10 }, (_, index) => ({ ...newRecord(`${index}`), topic })),
        ),
      );
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({
        from: everyTopic(),
        maxBatch: 4,
        handle: collector.handle,
      });
      await collector.whenSeen(10 * topics.length);
      await subscription.close();
      const sizes = topics.map((topic) =>
        collector.batches
          .filter((batch) => batch.every((record) => record.topic === topic))
          .map(({ length }) => length),
      );
      if (test.isGathered) expect(sizes).toEqual(topics.map(() => [4, 4, 2]));
      for (const each of sizes) {
        expect(Math.max(...each)).toBeLessThanOrEqual(4);
        expect(each.reduce((sum, size) => sum + size, 0)).toBe(10);
      }
    });

    it('sees the partitions of a backlog side by side, oldest append first', async () => {
      for (let index = 0; index < 40; index += 1)
        await test.log.append([newRecord(`paper-${index}`)]);
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({ from: everyTopic(), handle: collector.handle });
      await collector.whenSeen(40);
      await subscription.close();
      const times = collector.records().map(({ appended }) => appended);
      expect(times).toHaveLength(40);
      if (test.isGathered) expect(times).toEqual(times.toSorted((a, b) => a - b));
    });

    it('delivers a backlog of many chunks completely while more is appended', async () => {
      const backlog = Array.from({ length: 3000 }, (_, index) => newRecord(`paper-${index}`));
      await test.log.append(backlog);
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({
        from: everyTopic(),
        maxBatch: 700,
        handle: collector.handle,
      });
      const later = Array.from({ length: 200 }, (_, index) => newRecord(`later-${index}`));
      for (const record of later) await test.log.append([record]);
      await collector.whenSeen(3200);
      await subscription.close();
      const keys = collector.records().map(({ key }) => key);
      expect([...keys].sort()).toEqual([...backlog, ...later].map(({ key }) => key).sort());
    });

    it('lets the event loop turn while it works through a backlog', async () => {
      await test.log.append(
        Array.from({ length: 2000 }, (_, index) => newRecord(`paper-${index}`)),
      );
      const collector = createRecordCollector<T>();
      let seenAtTurn = -1;
      setImmediate(() => (seenAtTurn = collector.records().length));
      const subscription = test.log.follow({
        from: everyTopic(),
        maxBatch: 1,
        handle: collector.handle,
      });
      await collector.whenSeen(2000);
      await subscription.close();
      expect(seenAtTurn).toBeGreaterThanOrEqual(0);
      expect(seenAtTurn).toBeLessThan(100);
    });

    it.each([
      ['past the end', { partition: 0, offset: 1 }],
      ['before the first record', { partition: 0, offset: -1 }],
      ['at no offset at all', { partition: 0, offset: 0.5 }],
      ['in a partition that is not there', { partition: 99, offset: 0 }],
    ])('refuses to begin %s', async (_, place) => {
      const start = { topic: main, ...place };
      const { done } = test.log.follow({ from: [start], handle: () => Promise.resolve() });
      await expect(done).rejects.toThrow(LogPositionError);
      await expect(done).rejects.toMatchObject({ retryable: false, position: start });
    });

    it('refuses a partition named twice and a batch of no records', async () => {
      const start = { topic: main, partition: 0, offset: 0 };
      const handle = () => Promise.resolve();
      await expect(test.log.follow({ from: [start, start], handle }).done).rejects.toThrow('twice');
      await expect(test.log.follow({ from: [start], maxBatch: 0, handle }).done).rejects.toThrow(
        RangeError,
      );
    });

    // Seen not to come to an end when the answer is not waited for.
    it('asks where to begin in the partitions that are its own, and waits for the answer', async () => {
      await test.log.append([newRecord('before')]);
      const gate = createGate();
      const collector = createRecordCollector<T>();
      const assigned: Assignment<T>[] = [];
      const subscription = test.log.follow({
        group: 'askers',
        from: async (assignment) => {
          assigned.push(assignment);
          await gate.passed;
          return everyTopic();
        },
        handle: collector.handle,
      });
      await test.log.append([newRecord('meanwhile')]);
      expect(collector.records()).toEqual([]);
      gate.open();
      await collector.whenSeen(2);
      expect(assigned.at(-1)?.partitions).toEqual(
        everyTopic().map(({ topic, partition }) => ({ topic, partition })),
      );
      expect(assigned.at(-1)?.lost.aborted).toBe(false);
      await subscription.close();
      expect(assigned.at(-1)?.lost.aborted).toBe(true);
    });

    // Seen not to come to an end when a rejection is taken for an empty list.
    it('ends when it is not told where to begin', async () => {
      const reason = new Error('nowhere');
      const { done } = test.log.follow({
        from: () => Promise.reject(reason),
        handle: () => Promise.resolve(),
      });
      await expect(done).rejects.toBe(reason);
    });

    it('serves several subscriptions independently', async () => {
      const [one, two] = [createRecordCollector<T>(), createRecordCollector<T>()];
      const first = test.log.follow({ from: everyTopic(), handle: one.handle });
      test.log.follow({ from: everyTopic(), handle: two.handle });
      await test.log.append([newRecord('a')]);
      await Promise.all([one.whenSeen(1), two.whenSeen(1)]);
      await first.close();
      await test.log.append([newRecord('b')]);
      await two.whenSeen(2);
      expect(texts(one.records())).toEqual(['a']);
      expect(texts(two.records())).toEqual(['a', 'b']);
    });

    it.each(others)('holds one topic back without holding back another, %s', async (other) => {
      const gate = createGate();
      const collector = createRecordCollector<T>();
      test.log.follow({
        from: everyTopic(),
        handle: async (batch) => {
          await collector.handle(batch);
          await (batch[0]?.topic === main ? gate.passed : Promise.resolve());
        },
      });
      await test.log.append([newRecord('held')]);
      await collector.whenSeen(1);
      await test.log.append([newRecord('waits'), { ...newRecord('passes'), topic: other }]);
      await collector.whenSeen(2);
      expect(texts(collector.records())).toEqual(['held', 'passes']);
      gate.open();
      await collector.whenSeen(3);
      expect(texts(collector.records())).toEqual(['held', 'passes', 'waits']);
    });
  });
}
