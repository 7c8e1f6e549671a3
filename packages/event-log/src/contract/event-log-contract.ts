export type { DurableLogUnderTest } from './log-under-test.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAppendContract } from './append-contract.ts';
import { describeEndingContract } from './ending-contract.ts';
import { describeFollowContract } from './follow-contract.ts';
import { createRecordCollector } from './record-collector.ts';
import { beginning, readAll, vote } from './log-under-test.ts';
import type { DurableLogUnderTest, LogFactory } from './log-under-test.ts';

/** What every adapter of the event log holds. */
export function describeEventLogContract(name: string, createLog: LogFactory): void {
  describe(name, () => {
    describeAppendContract(createLog);
    describeFollowContract(createLog);
    describeEndingContract(createLog);
  });
}

/** What every adapter whose records outlive the process holds besides. */
export function describeDurableLogContract(
  name: string,
  createLog: LogFactory<DurableLogUnderTest>,
): void {
  describe(`${name}, opened again`, () => {
    let test: DurableLogUnderTest;
    beforeEach(async () => (test = await createLog()));
    afterEach(() => test.dispose());

    it('holds the same records at the same places', async () => {
      await test.log.append(
        Array.from({ length: 100 }, (_, index) => vote(`paper-${index}`, `value ${index}`)),
      );
      const before = await readAll(test.log);
      const reopened = await test.reopen();
      expect(before).toHaveLength(100);
      expect(await readAll(reopened)).toEqual(before);
    });

    it('continues the offsets where they ended', async () => {
      const [before] = await test.log.append([vote('paper')]);
      const reopened = await test.reopen();
      const [after] = await reopened.append([vote('paper')]);
      expect(after).toEqual({ topic: before?.topic, partition: before?.partition, offset: 1 });
    });

    it('commits what waits before it closes', async () => {
      const waiting = test.log.append([vote('waits')]);
      const reopened = await test.reopen();
      const [position] = await waiting;
      expect(position?.offset).toBe(0);
      expect(await readAll(reopened)).toMatchObject([{ key: 'waits' }]);
    });

    it('delivers old and new records to a follower', async () => {
      await test.log.append([vote('old')]);
      const reopened = await test.reopen();
      const collector = createRecordCollector();
      reopened.follow({
        from: beginning('emberlog.votes', test.partitions),
        handle: collector.handle,
      });
      await collector.whenSeen(1);
      await reopened.append([vote('new')]);
      await collector.whenSeen(2);
      expect(collector.records().map(({ key }) => key)).toEqual(['old', 'new']);
    });
  });
}
