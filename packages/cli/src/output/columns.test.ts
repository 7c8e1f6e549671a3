import { expect, test } from 'vitest';
import { columns } from './columns.ts';

test('columns are as wide as their widest cell, numbers to the right', () => {
  const rows = [
    ['votes', 7, 'a'],
    ['v', 1_000, 'bb'],
  ] as const;
  expect(columns(['topic', 'end', 'x'], rows)).toBe(
    ['topic   end  x', 'votes     7  a', 'v      1000  bb', ''].join('\n'),
  );
});

test.each([
  ['\u001b[2Jgone', '\\u001b[2Jgone'],
  ['a\nb\r', 'a\\u000ab\\u000d'],
  ['\u009b31m', '\\u009b31m'],
  ['\u202eevil', '\\u202eevil'],
  ['😀 é', '😀 é'],
])('what a record holds cannot reach the terminal: %j', (text, shown) => {
  expect(columns(['reason'], [[text]])).toBe(`reason\n${shown}\n`);
});
