import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createGate } from './contract/gate.ts';
import { vote } from './contract/log-under-test.ts';
import type { NewRecord, RecordPosition, Topic } from './event-log.ts';
import { LogUnavailableError } from './log-unavailable-error.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Commit, GroupCommit } from './group-commit.ts';

type Writer = (records: readonly NewRecord[]) => Promise<void>;

/** A group commit whose positions count upwards over all writes that succeeded. */
function createCounting(
  writer: Writer,
  maxWaiting = 100,
): { group: GroupCommit<Topic>; commits: Commit[] } {
  const commits: Commit[] = [];
  let next = 0;
  const write = async (records: readonly NewRecord[]): Promise<readonly RecordPosition[]> => {
    await writer(records);
    return records.map(({ topic }) => ({ topic, partition: 0, offset: next++ }));
  };
  return {
    commits,
    group: createGroupCommit({ write, maxWaiting, onCommit: (commit) => commits.push(commit) }),
  };
}

describe('a group commit', () => {
  it('writes all calls of one turn together and gives each its own positions', async () => {
    const { group, commits } = createCounting(() => Promise.resolve());
    const answers = await Promise.all([
      group.append([vote('a'), vote('b')]),
      group.append([]),
      group.append([vote('c')]),
    ]);
    expect(answers.map((positions) => positions.map(({ offset }) => offset))).toEqual([
      [0, 1],
      [],
      [2],
    ]);
    expect(commits).toEqual([{ calls: 3, records: 3 }]);
  });

  // Seen to fail without a look at the bytes.
  it('cuts what waits where the bytes of a commit end, and lets a call alone have more', async () => {
    const written: number[] = [];
    const group = createGroupCommit({
      write: (records) => {
        written.push(records.length);
        return Promise.resolve(
          records.map(({ topic }) => ({ topic, partition: 0, offset: written.length })),
        );
      },
      maxWaiting: 100,
      maxBytes: 10,
      onCommit: () => undefined,
    });
    const calls = [4, 4, 4, 25, 1].map((bytes) => group.append([vote('a', 'x'.repeat(bytes))]));
    await Promise.all(calls);
    expect(written).toEqual([2, 1, 1, 1]);
  });

  it('writes all calls that came during a write in the next one', async () => {
    const gate = createGate();
    const { group, commits } = createCounting(() => gate.passed);
    const first = group.append([vote('first')]);
    await nextTurn();
    const later = [1, 2, 3, 4].map((index) => group.append([vote(`later ${index}`)]));
    gate.open();
    await Promise.all([first, ...later]);
    expect(commits).toEqual([
      { calls: 1, records: 1 },
      { calls: 4, records: 4 },
    ]);
  });

  it('rejects every call of a failed write and writes the next', async () => {
    const writes: Writer[] = [
      () => Promise.reject(new LogUnavailableError('full')),
      () => Promise.resolve(),
    ];
    const { group } = createCounting((records) => writes.shift()?.(records) ?? Promise.resolve());
    const failing = [group.append([vote('a')]), group.append([vote('b')])];
    const outcomes = await Promise.allSettled(failing);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await group.append([vote('c')])).toMatchObject([{ offset: 0 }]);
  });

  it('refuses calls beyond the records that may wait, and takes them again later', async () => {
    const gate = createGate();
    const { group } = createCounting(() => gate.passed, 3);
    const taken = [group.append([vote('written')])];
    await nextTurn();
    taken.push(group.append([vote('a'), vote('b'), vote('c')]));
    await expect(group.append([vote('d')])).rejects.toThrow(LogUnavailableError);
    gate.open();
    await Promise.all(taken);
    expect(await group.append([vote('d')])).toHaveLength(1);
  });

  it('takes a call larger than the limit when nothing waits', async () => {
    const { group } = createCounting(() => Promise.resolve(), 2);
    expect(await group.append([vote('a'), vote('b'), vote('c')])).toHaveLength(3);
  });

  it('is drained once nothing waits and nothing is written', async () => {
    const gate = createGate();
    const { group, commits } = createCounting(() => gate.passed);
    const waiting = group.append([vote('a')]);
    const drained = group.drained();
    gate.open();
    await drained;
    expect(commits).toHaveLength(1);
    expect(await waiting).toHaveLength(1);
  });
});
