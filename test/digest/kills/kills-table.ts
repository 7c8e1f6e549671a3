import type { SendReport } from './run-kills.ts';

const COLUMNS = [
  'kills',
  'early',
  'begun',
  'on server',
  'sent',
  'unknown',
  'rejected',
  'skipped',
  'asked: sent',
  'unknown',
  'rejected',
  'start ms',
] as const;

const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? 0;

const cells = (report: SendReport): readonly number[] => {
  const { kills, early, begun, taken, digests, confirmations, startMs } = report;
  return [
    ...[kills, early, begun, taken],
    ...[digests.sent, digests.unknown, digests.rejected, digests.skipped],
    ...[confirmations.sent, confirmations.unknown, confirmations.rejected],
    Math.round(median(startMs)),
  ];
};

/** A table of lists sent, one a line, with their sums. */
export const killsTable = (reports: readonly SendReport[]): readonly string[] => {
  const rows = reports.map(cells);
  const sums = COLUMNS.map((name, at) =>
    name === 'start ms'
      ? Math.round(median(reports.flatMap(({ startMs }) => startMs)))
      : rows.reduce((sum, row) => sum + (row[at] ?? 0), 0),
  );
  const line = (head: string, row: readonly (number | string)[]): string =>
    [head.padEnd(5), ...row.map((cell, at) => String(cell).padStart(widthOf(at)))].join('  ');
  return [
    line('list', COLUMNS),
    ...rows.map((row, at) => line(String(at + 1), row)),
    line('all', sums),
  ];
};

const widthOf = (at: number): number => Math.max(COLUMNS[at]?.length ?? 0, 6);
