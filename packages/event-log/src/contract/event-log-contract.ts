export type { DurableLogUnderTest } from './log-under-test.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAppendContract } from './append-contract.ts';
import { describeEndingContract } from './ending-contract.ts';
import { describeFollowContract } from './follow-contract.ts';
import { createRecordCollector } from './record-collector.ts';
import { beginning, readAll, recordsOf } from './log-under-test.ts';
import type {
  DurableLogUnderTest,
  LogFactory,
  LogUnderTest,
  TestedTopics,
} from './log-under-test.ts';

/** What every adapter of the event log holds. */
export function describeEventLogContract<T extends string>(
  name: string,
  topics: TestedTopics<T>,
  createLog: LogFactory<LogUnderTest<T>>,
): void {
  describe(name, () => {
    describeAppendContract(topics, createLog);
    describeFollowContract(topics, createLog);
    describeEndingContract(topics, createLog);
  });
}

/** What every adapter whose records outlive the process holds besides. */
export function describeDurableLogContract<T extends string>(
  name: string,
  topics: TestedTopics<T>,
  createLog: LogFactory<DurableLogUnderTest<T>>,
): void {
  const [main] = topics;
  const newRecord = recordsOf(main);

  describe(`${name}, opened again`, () => {
    let test: DurableLogUnderTest<T>;
    beforeEach(async () => (test = await createLog()));
    afterEach(() => test.dispose());

    it('holds the same records at the same places', async () => {
      await test.log.append(
        Array.from({ length: 100 }, (_, index) => newRecord(`paper-${index}`, `value ${index}`)),
      );
      const before = await readAll(test.log);
      const reopened = await test.reopen();
      expect(before).toHaveLength(100);
      expect(await readAll(reopened)).toEqual(before);
    });

    it('continues the offsets where they ended', async () => {
      const [before] = await test.log.append([newRecord('paper')]);
      const reopened = await test.reopen();
      const [after] = await reopened.append([newRecord('paper')]);
      expect(after).toEqual({ topic: before?.topic, partition: before?.partition, offset: 1 });
    });

    it('commits what waits before it closes', async () => {
      const waiting = test.log.append([newRecord('waits')]);
      const reopened = await test.reopen();
      const [position] = await waiting;
      expect(position?.offset).toBe(0);
      expect(await readAll(reopened)).toMatchObject([{ key: 'waits' }]);
    });

    it('delivers old and new records to a follower', async () => {
      await test.log.append([newRecord('old')]);
      const reopened = await test.reopen();
      const collector = createRecordCollector<T>();
      reopened.follow({
        from: beginning(main, test.partitions),
        handle: collector.handle,
      });
      await collector.whenSeen(1);
      await reopened.append([newRecord('new')]);
      await collector.whenSeen(2);
      expect(collector.records().map(({ key }) => key)).toEqual(['old', 'new']);
    });
  });
}
