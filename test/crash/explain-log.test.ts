import { partitionOf, type LogRecord } from '@emberlog/event-log';
import { expect, test } from 'vitest';
import { COMMITS, crashCalls } from './crash-input.ts';
import { explainLog, type Run } from './explain-log.ts';

const calls = crashCalls();

/** The log and the run of one process that sent everything, the runs before it nothing. */
const sendAll = (attempt: number): { readonly log: LogRecord[]; readonly run: Run } => {
  const log: LogRecord[] = [];
  const acknowledged = new Map<number, LogRecord[]>();
  for (const commit of COMMITS) {
    const appended = (calls[commit.at(-1) ?? -1]?.at ?? 0) + attempt;
    for (const call of commit) {
      const placed = (calls[call]?.records ?? []).map((record): LogRecord => {
        const partition = partitionOf(record.key, 2);
        const offset = log.filter(
          (each) => each.topic === record.topic && each.partition === partition,
        ).length;
        const stored = { ...record, partition, offset, appended };
        log.push(stored);
        return stored;
      });
      acknowledged.set(call, placed);
    }
  }
  return { log, run: { from: 0, until: calls.length, acknowledged } };
};

const [oldest] = sendAll(0).log;
const foreign = oldest === undefined ? [] : [{ ...oldest, offset: 999, appended: 1 }];
const nothing: Run = { from: 0, until: 0, acknowledged: new Map() };
const { log, run } = sendAll(1);

test('a log that holds what was acknowledged, where it was acknowledged, is explained', () => {
  expect(explainLog(log, calls, [nothing, run])).toEqual([]);
});

test('a commit that nobody heard of may be there or not, but whole', () => {
  const heard = [...run.acknowledged].filter(([call]) => call < 4);
  const runs = [nothing, { ...run, acknowledged: new Map(heard) }];
  const without = log.slice(0, heard.flatMap(([, placed]) => placed).length);
  expect(explainLog(log, calls, runs)).toEqual([]);
  expect(explainLog(without, calls, runs)).toEqual([]);
  expect(explainLog(log.slice(0, -1), calls, runs)).toEqual([
    'run 1: commit of calls 4,5 is there in part',
  ]);
});

test.each([
  ['a lost record', log.slice(0, -1), 'acknowledged call 5 is lost'],
  ['a foreign record', [...log, ...foreign], 'of them were sent'],
  [
    'changed bytes',
    log.map((record, at) => (at === 9 ? { ...record, value: Buffer.from('{}') } : record)),
    'call 0 is not where it was acknowledged',
  ],
  [
    'another place',
    log.map((record, at) => (at === 0 ? { ...record, offset: 998 } : record)),
    'call 0 is not where it was acknowledged',
  ],
])('%s is found', (_, changed, problem) => {
  expect(explainLog(changed, calls, [nothing, run]).join('\n')).toContain(problem);
});
