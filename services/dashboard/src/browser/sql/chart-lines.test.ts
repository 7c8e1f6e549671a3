import { expect, test } from 'vitest';
import type { Answer, Cell } from './answer.ts';
import { chartLines } from './chart-lines.ts';

const answer = (types: Readonly<Record<string, string>>, rows: Cell[][]): Answer => ({
  columns: Object.entries(types).map(([name, type]) => ({ name, type })),
  rows,
});

test('numbers over time are lines, in order of time', () => {
  const types = {
    hour: `DateTime('UTC')`,
    title: 'String',
    votes: 'Int64',
    share: 'Nullable(Float64)',
  };
  const rows = [
    ['2025-12-10 01:00:00', 'b', '12', null],
    ['2025-12-10 00:00:00', 'a', '7', 0.5],
  ];
  const midnight = Date.UTC(2025, 11, 10);
  expect(chartLines(answer(types, rows))).toEqual({
    x: { name: 'hour', isTime: true },
    lines: [
      {
        name: 'votes',
        points: [
          [midnight, 7],
          [midnight + 3_600_000, 12],
        ],
      },
      {
        name: 'share',
        points: [
          [midnight, 0.5],
          [midnight + 3_600_000, null],
        ],
      },
    ],
  });
});

test('dates and numbers are places as well', () => {
  const days = chartLines(
    answer({ day: 'Date', n: 'UInt8' }, [
      ['2025-12-10', 1],
      ['2025-12-11', 2],
    ]),
  );
  expect(days?.lines[0]?.points[1]).toEqual([Date.UTC(2025, 11, 11), 2]);
  const hours = chartLines(
    answer({ hour_of_day: 'UInt8', n: 'UInt64' }, [
      [0, '4'],
      [1, '5'],
    ]),
  );
  expect(hours).toEqual({
    x: { name: 'hour_of_day', isTime: false },
    lines: [
      {
        name: 'n',
        points: [
          [0, 4],
          [1, 5],
        ],
      },
    ],
  });
});

test.each([
  ['one row', { day: 'Date', n: 'UInt8' }, [['2025-12-10', 1]]],
  [
    'texts first',
    { title: 'String', n: 'UInt8' },
    [
      ['a', 1],
      ['b', 2],
    ],
  ],
  [
    'no number',
    { day: 'Date', title: 'String' },
    [
      ['2025-12-10', 'a'],
      ['2025-12-11', 'b'],
    ],
  ],
  [
    'a time twice',
    { day: 'Date', n: 'UInt8' },
    [
      ['2025-12-10', 1],
      ['2025-12-10', 2],
    ],
  ],
  [
    'a time that is none',
    { day: 'Nullable(Date)', n: 'UInt8' },
    [
      [null, 1],
      ['2025-12-10', 2],
    ],
  ],
])('an answer with %s is no picture', (_, types, rows) => {
  expect(chartLines(answer(types, rows))).toBeNull();
});
