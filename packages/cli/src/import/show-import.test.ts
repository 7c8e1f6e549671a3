import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { NO_PROGRESS } from './checkpoint.ts';
import { showImport } from './show-import.ts';

const at = (line: number) => ({
  ...NO_PROGRESS,
  line,
  offset: line * 100,
  accepted: line - 1,
  rejected: 1,
});

test('says what became of the lines, with the rate of this run', () => {
  const stream = new PassThrough();
  let now = 0;
  const shown = showImport({ stream, clock: () => now, from: at(1_000), bytes: 1_000_000 });
  for (const line of [2_000, 3_000, 4_000]) {
    now += 1_000;
    shown.update(at(line));
  }
  shown.stop();
  expect(String(stream.read())).toBe(
    'line 3000, 2999 accepted, 1 rejected, 1000 lines a second, 7 s left\n',
  );
});

test('an input of unknown size has no time left', () => {
  const stream = new PassThrough();
  let now = 0;
  const shown = showImport({ stream, clock: () => now, from: NO_PROGRESS, bytes: null });
  now = 2_000;
  shown.update(at(10));
  expect(String(stream.read())).toBe('line 10, 9 accepted, 1 rejected, 5 lines a second\n');
});
