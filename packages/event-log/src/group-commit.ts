import type { NewRecord, RecordPosition } from './event-log.ts';
import { LogUnavailableError } from './log-unavailable-error.ts';
import { valueBytes } from './value-bytes.ts';

/** One commit, for metrics: how many `append` calls and records shared it. */
export type Commit = {
  readonly calls: number;
  readonly records: number;
};

export type GroupCommitOptions<T extends string> = {
  /** Makes all records durable in one transaction, or none; positions in the order given. */
  readonly write: (records: readonly NewRecord<T>[]) => Promise<readonly RecordPosition<T>[]>;
  /** Records that may wait for a commit; beyond it calls are refused. */
  readonly maxWaiting: number;
  /** Bytes of values that calls share a commit up to; a call alone may have more. @default no limit */
  readonly maxBytes?: number;
  readonly onCommit: (commit: Commit) => void;
};

export type GroupCommit<T extends string> = {
  append(records: readonly NewRecord<T>[]): Promise<readonly RecordPosition<T>[]>;
  /** Resolves when nothing waits and nothing is being written. */
  drained(): Promise<void>;
};

type Call<T extends string> = {
  readonly records: readonly NewRecord<T>[];
  readonly bytes: number;
  readonly resolve: (positions: readonly RecordPosition<T>[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * One writer at a time; all calls that arrive while it writes share the next transaction. No timer:
 * a lone call is written at once, and the busier the log the larger its commits.
 */
export function createGroupCommit<T extends string>({
  write,
  maxWaiting,
  maxBytes = Number.POSITIVE_INFINITY,
  onCommit,
}: GroupCommitOptions<T>): GroupCommit<T> {
  let calls: Call<T>[] = [];
  let waiting = 0;
  let writing: Promise<void> | null = null;

  async function commit(group: readonly Call<T>[]): Promise<void> {
    const records = group.flatMap((call) => call.records);
    try {
      const positions = await write(records);
      let at = 0;
      for (const call of group) {
        call.resolve(positions.slice(at, at + call.records.length));
        at += call.records.length;
      }
      onCommit({ calls: group.length, records: records.length });
    } catch (error) {
      for (const call of group) call.reject(error);
    }
  }

  async function commitWhileCallsWait(): Promise<void> {
    // Lets the calls of this turn join the first commit.
    await Promise.resolve();
    while (calls.length > 0) await commit(nextGroup());
    writing = null;
  }

  function nextGroup(): readonly Call<T>[] {
    let bytes = 0;
    const beyond = calls.findIndex((call, at) => (bytes += call.bytes) > maxBytes && at > 0);
    const group = beyond === -1 ? calls : calls.slice(0, beyond);
    calls = calls.slice(group.length);
    waiting = calls.reduce((sum, { records }) => sum + records.length, 0);
    return group;
  }

  return {
    append: (records) =>
      new Promise((resolve, reject) => {
        // A single call larger than the limit is let through when it is alone, or it never could be.
        if (waiting > 0 && waiting + records.length > maxWaiting) {
          throw new LogUnavailableError(`${waiting} records wait to be written already`);
        }
        waiting += records.length;
        calls.push({ records, bytes: valueBytes(records), resolve, reject });
        writing ??= commitWhileCallsWait();
      }),
    drained: () => writing ?? Promise.resolve(),
  };
}
