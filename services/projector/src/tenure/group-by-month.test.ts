import { expect, test } from 'vitest';
import { groupByMonth } from './group-by-month.ts';

const FEBRUARY = Date.UTC(2026, 1, 1);

test('rows are grouped by the UTC month they were logged in, oldest month first', () => {
  const rows = [
    { logged: FEBRUARY, off: 0 },
    { logged: FEBRUARY - 1, off: 0 },
    { logged: FEBRUARY + 1, off: 1 },
    { logged: FEBRUARY - 1, off: 1 },
  ];
  expect(groupByMonth(rows)).toEqual([
    [rows[1], rows[3]],
    [rows[0], rows[2]],
  ]);
});

test('no rows are no groups', () => {
  expect(groupByMonth([])).toEqual([]);
});
