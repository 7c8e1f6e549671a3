import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { createRecordCollector } from './record-collector.ts';
import { beginning, recordsOf } from './log-under-test.ts';
import type { LogFactory, LogUnderTest, TestedTopics } from './log-under-test.ts';

/** How subscriptions of every adapter end. */
export function describeEndingContract<T extends string>(
  topics: TestedTopics<T>,
  createLog: LogFactory<LogUnderTest<T>>,
): void {
  const [main, ...others] = topics;
  const newRecord = recordsOf(main);

  describe('ending a subscription', () => {
    let test: LogUnderTest<T>;
    beforeEach(async () => (test = await createLog()));
    afterEach(() => test.dispose());

    const everyTopic = () => topics.flatMap((topic) => beginning(topic, test.partitions));

    it('resolves done after close, also with nothing to follow', async () => {
      const idle = test.log.follow({ from: everyTopic(), handle: () => Promise.resolve() });
      const empty = test.log.follow({ from: [], handle: () => Promise.resolve() });
      await Promise.all([idle.close(), empty.close()]);
      await expect(idle.done).resolves.toBeUndefined();
      await expect(empty.done).resolves.toBeUndefined();
    });

    it('starts no call once close was asked for, also while a batch is being read', async () => {
      await test.log.append(Array.from({ length: 600 }, (_, index) => newRecord(`paper-${index}`)));
      const collector = createRecordCollector<T>();
      const subscription = test.log.follow({ from: everyTopic(), handle: collector.handle });
      await subscription.close();
      expect(collector.batches).toHaveLength(0);
    });

    it('never runs two calls of a topic at a time', async () => {
      await test.log.append(Array.from({ length: 40 }, (_, index) => newRecord(`paper-${index}`)));
      const collector = createRecordCollector<T>();
      let running = 0;
      const overlaps: number[] = [];
      const subscription = test.log.follow({
        from: everyTopic(),
        maxBatch: 5,
        handle: async (batch) => {
          running += 1;
          overlaps.push(running);
          await nextTurn();
          running -= 1;
          await collector.handle(batch);
        },
      });
      await collector.whenSeen(40);
      await subscription.close();
      expect(overlaps).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    });

    it('rejects done with what the handler threw and calls it no more', async () => {
      await test.log.append([newRecord('a'), newRecord('b'), newRecord('c')]);
      const failure = new Error('the table is gone');
      let calls = 0;
      const { done } = test.log.follow({
        from: everyTopic(),
        maxBatch: 1,
        handle: () => {
          calls += 1;
          return Promise.reject(failure);
        },
      });
      await expect(done).rejects.toBe(failure);
      await test.log.append([newRecord('d')]);
      await nextTurn();
      expect(calls).toBe(1);
    });

    it.each(others)(
      'lets another topic, %s, finish its call before done rejects',
      async (other) => {
        const gate = createGate();
        const started = createRecordCollector<T>();
        const finished = createRecordCollector<T>();
        const { done } = test.log.follow({
          from: everyTopic(),
          handle: async (batch) => {
            await started.handle(batch);
            await (batch[0]?.topic === other
              ? gate.passed
              : Promise.reject(new Error('votes fail')));
            await finished.handle(batch);
          },
        });
        await test.log.append([{ ...newRecord('slow'), topic: other }]);
        await started.whenSeen(1);
        await test.log.append([newRecord('fails')]);
        await started.whenSeen(2);
        gate.open();
        await expect(done).rejects.toThrow('votes fail');
        expect(finished.records().map(({ key }) => key)).toEqual(['slow']);
      },
    );

    it.each([
      ['the subscription', (own: { close(): Promise<void> }) => own.close()],
      ['the log', (_: unknown, log: { close(): Promise<void> }) => log.close()],
    ])('waits on close of %s for the call in flight and starts no other', async (_, close) => {
      await test.log.append([newRecord('a'), newRecord('b')]);
      const gate = createGate();
      const started = createRecordCollector<T>();
      const finished = createRecordCollector<T>();
      const subscription = test.log.follow({
        from: everyTopic(),
        maxBatch: 1,
        handle: async (batch) => {
          await started.handle(batch);
          await gate.passed;
          await finished.handle(batch);
        },
      });
      await started.whenSeen(1);
      const closed = close(subscription, test.log);
      await nextTurn();
      expect(finished.records()).toHaveLength(0);
      gate.open();
      await closed;
      await subscription.done;
      expect(started.records()).toHaveLength(1);
      expect(finished.records()).toHaveLength(1);
    });
  });
}
