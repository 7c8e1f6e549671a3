import { describe, expect, it } from 'vitest';
import { readAll, vote } from '../contract/log-under-test.ts';
import { LogUnavailableError } from '../log-unavailable-error.ts';
import { PartitionCountError } from '../partition-count-error.ts';
import type { Commit } from '../group-commit.ts';
import { openLmdbLog } from './lmdb-log.ts';
import { createTemporaryDirectory } from './temporary-directory.ts';

const clock = () => 1000;

describe('committing to LMDB', () => {
  it('shares transactions between concurrent appenders', async () => {
    const commits: Commit[] = [];
    const path = await createTemporaryDirectory();
    const log = openLmdbLog({
      path,
      partitions: 4,
      clock,
      onCommit: (commit) => commits.push(commit),
    });
    const appenders = Array.from({ length: 64 }, async (_, appender) => {
      for (let round = 0; round < 10; round += 1) await log.append([vote(`${appender}/${round}`)]);
    });
    await Promise.all(appenders);
    await log.close();
    expect(commits.reduce((sum, { calls }) => sum + calls, 0)).toBe(640);
    expect(commits.reduce((sum, { records }) => sum + records, 0)).toBe(640);
    expect(commits.length).toBeLessThan(64);
  });

  it('refuses appends beyond the records that may wait', async () => {
    const path = await createTemporaryDirectory();
    const log = openLmdbLog({ path, partitions: 4, clock, maxWaiting: 10 });
    const calls = Array.from({ length: 12 }, (_, index) => log.append([vote(`paper-${index}`)]));
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 10 }, () => 'fulfilled'),
      'rejected',
      'rejected',
    ]);
    await expect(calls[11]).rejects.toThrow(LogUnavailableError);
    expect(await readAll(log)).toHaveLength(10);
    await log.close();
  });

  it('refuses to overwrite what a second writer appended, and continues behind it', async () => {
    const path = await createTemporaryDirectory();
    const first = openLmdbLog({ path, partitions: 4, clock });
    const second = openLmdbLog({ path, partitions: 4, clock });
    await first.append([vote('same', 'first')]);
    await expect(second.append([vote('other'), vote('same', 'second')])).rejects.toThrow(
      LogUnavailableError,
    );
    const [again] = await second.append([vote('same', 'second')]);
    expect(again?.offset).toBe(1);
    const values = (await readAll(second)).map((record) =>
      Buffer.from(record?.value ?? []).toString(),
    );
    expect(values).toEqual(['first', 'second']);
    await first.close();
    await second.close();
  });

  it('refuses to open with another number of partitions, and says both', async () => {
    const path = await createTemporaryDirectory();
    await openLmdbLog({ path, partitions: 4, clock }).close();
    const open = () => openLmdbLog({ path, partitions: 8, clock });
    expect(open).toThrow(PartitionCountError);
    expect(open).toThrow('has 4 partitions per topic and cannot be opened with 8');
    await openLmdbLog({ path, partitions: 4, clock }).close();
  });

  it('refuses a number of partitions that no topic can have', async () => {
    const path = await createTemporaryDirectory();
    expect(() => openLmdbLog({ path, partitions: 0, clock })).toThrow(RangeError);
    expect(() => openLmdbLog({ path, partitions: 1.5, clock })).toThrow(RangeError);
  });

  it('keeps what was appended apart from what the caller does to its bytes afterwards', async () => {
    const path = await createTemporaryDirectory();
    const log = openLmdbLog({ path, partitions: 4, clock });
    const record = vote('paper', 'before');
    const [position] = await log.append([record]);
    record.value.fill(0);
    const stored = position && (await log.read(position));
    expect(Buffer.from(stored?.value ?? []).toString()).toBe('before');
    await log.close();
  });
});
