import { TOPICS, type LogRecord, type RecordPosition } from '@emberlog/event-log';
import { COMMITS, type AppendCall } from './crash-input.ts';

/** One run on a directory: the calls it had to make, and the positions of those acknowledged. */
export type Run = {
  readonly from: number;
  readonly until: number;
  readonly acknowledged: ReadonlyMap<number, readonly RecordPosition[]>;
};

/**
 * Holds the log against what the runs sent, `attempt` being the number of a run. Every commit must be
 * there whole or not at all, every acknowledged one whole and at the places named, and nothing else.
 * Gives the problems as sentences.
 */
export const explainLog = (
  log: readonly LogRecord[],
  calls: readonly AppendCall[],
  runs: readonly Run[],
): readonly string[] => {
  const problems: string[] = [];
  let explained = 0;
  for (const [attempt, { from, until, acknowledged }] of runs.entries()) {
    for (const commit of COMMITS) {
      const sent = commit.filter((call) => call >= from && call < until);
      // The clock is read once a commit: the time tells its records from all others.
      const appended = (calls[sent.at(-1) ?? -1]?.at ?? 0) + attempt;
      const stored = log.filter((record) => record.appended === appended);
      const expected = sent.flatMap((call) => calls[call]?.records ?? []);
      explained += stored.length;
      const whole = sameRecords(stored, expected);
      if (!whole && stored.length > 0) {
        problems.push(`run ${attempt}: commit of calls ${sent.join()} is there in part`);
      }
      for (const call of sent.filter((each) => acknowledged.has(each))) {
        if (!whole) problems.push(`run ${attempt}: acknowledged call ${call} is lost`);
        const records = calls[call]?.records ?? [];
        for (const [at, { topic, partition, offset }] of (acknowledged.get(call) ?? []).entries()) {
          const there = stored.find(
            (record) =>
              record.topic === topic && record.partition === partition && record.offset === offset,
          );
          if (there === undefined || !isSame(there, records[at])) {
            problems.push(`run ${attempt}: call ${call} is not where it was acknowledged`);
          }
        }
      }
    }
  }
  if (explained !== log.length) {
    problems.push(`the log holds ${log.length} records, ${explained} of them were sent`);
  }
  return problems;
};

type Sent = AppendCall['records'][number];

/** The same records of each topic, in the order sent within every partition. */
const sameRecords = (stored: readonly LogRecord[], sent: readonly Sent[]): boolean => {
  if (stored.length !== sent.length || stored.length === 0) return stored.length === sent.length;
  const partitionOfKey = new Map(stored.map(({ key, partition }) => [key, partition]));
  return TOPICS.every((topic) =>
    [...new Set(partitionOfKey.values())].every((partition) => {
      const there = stored.filter((each) => each.topic === topic && each.partition === partition);
      const wanted = sent.filter(
        (each) => each.topic === topic && partitionOfKey.get(each.key) === partition,
      );
      return there.length === wanted.length && there.every((each, at) => isSame(each, wanted[at]));
    }),
  );
};

const isSame = (stored: LogRecord, sent: Sent | undefined): boolean =>
  stored.topic === sent?.topic &&
  stored.key === sent.key &&
  Buffer.from(stored.value).equals(sent.value);
