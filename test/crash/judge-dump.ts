import { isDeepStrictEqual } from 'node:util';
import type { LogRecord, Topic } from '@emberlog/event-log';
import { crashCalls } from './crash-input.ts';
import type { Dump, LoggedRecord, Row } from './dump.ts';
import { expectedLists, expectedTotals } from './expected-answers.ts';
import { expectedRows } from './expected-rows.ts';
import { explainLog, type Run } from './explain-log.ts';

/** Everything in which a dump differs from what the runs sent, as sentences; none when exact. */
export const judgeDump = (dump: Dump, runs: readonly Run[]): readonly string[] => {
  const log = dump.log.map(recordOf);
  const expected = expectedRows(log);
  return [
    ...explainLog(log, crashCalls(), runs),
    ...Object.entries(expected).flatMap(([table, rows]) => [
      ...differences(table, dump.tables[table] ?? [], rows),
      ...(table === 'dead_letters' ? [] : offsetProblems(table, dump.tables[table] ?? [])),
    ]),
    ...dump.projections.flatMap(({ table, name, forced, base }) =>
      differences(`projection ${name} of ${table}`, forced, base),
    ),
    ...differences('lists', dump.lists, expectedLists(log)),
    ...differences('totals', sorted(dump.totals), sorted(expectedTotals(expected))),
  ];
};

const recordOf = ({ topic, value, ...record }: LoggedRecord): LogRecord => ({
  ...record,
  topic: topic as Topic,
  value: Buffer.from(value, 'base64'),
});

const differences = (
  what: string,
  got: readonly unknown[],
  wanted: readonly unknown[],
): readonly string[] => {
  if (isDeepStrictEqual(got, wanted)) return [];
  const at = wanted.findIndex((each, n) => !isDeepStrictEqual(each, got[n]));
  const first = at < 0 ? wanted.length : at;
  return [
    `${what}: ${got.length} rows for ${wanted.length}, first difference at ${first}: ` +
      `${JSON.stringify(got[first])} for ${JSON.stringify(wanted[first])}`,
  ];
};

/** Offsets of each partition must be 0, 1, 2 …, each once. */
const offsetProblems = (table: string, rows: readonly Row[]): readonly string[] => {
  const next = new Map<unknown, number>();
  for (const { kp, off } of rows) {
    if (Number(off) !== (next.get(kp) ?? 0)) {
      return [
        `${table}: partition ${String(kp)} goes from ${(next.get(kp) ?? 0) - 1} to ${String(off)}`,
      ];
    }
    next.set(kp, Number(off) + 1);
  }
  return [];
};

/** By item and kind, without what another as_of says. */
const sorted = (rows: readonly Row[]): readonly string[] =>
  rows
    .map((row) => {
      const { item, upvotes, views } = row;
      return JSON.stringify({ item, upvotes, views });
    })
    .sort();
