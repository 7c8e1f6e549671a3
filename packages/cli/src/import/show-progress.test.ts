import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { NO_PROGRESS } from './checkpoint.ts';
import { showProgress } from './show-progress.ts';

const at = (line: number) => ({
  ...NO_PROGRESS,
  line,
  offset: line * 100,
  accepted: line - 1,
  rejected: 1,
});
const terminal = () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  return Object.assign(stream, { cursorTo: () => true, clearLine: () => true });
};

test('in a pipe there is a plain line every two seconds, with the rate of this run', () => {
  const stream = new PassThrough();
  let now = 0;
  const shown = showProgress({ stream, clock: () => now, from: at(1_000), bytes: 1_000_000 });
  for (const line of [2_000, 3_000, 4_000]) {
    now += 1_000;
    shown.update(at(line));
  }
  shown.stop();
  expect(String(stream.read())).toBe(
    'line 3000, 2999 accepted, 1 rejected, 1000 lines a second, 7 s left\n',
  );
});

test('on a terminal there is a bar of the bytes read', () => {
  const stream = terminal();
  let now = 0;
  const shown = showProgress({ stream, clock: () => now, from: NO_PROGRESS, bytes: 1_000 });
  now = 1_000;
  shown.update(at(5));
  shown.stop();
  expect(String(stream.read())).toContain(
    '50 % · line 5, 4 accepted, 1 rejected, 5 lines a second, 1 s left',
  );
});

test('an input of unknown size has no bar and no time left', () => {
  const stream = terminal();
  let now = 0;
  const shown = showProgress({ stream, clock: () => now, from: NO_PROGRESS, bytes: null });
  now = 2_000;
  shown.update(at(10));
  shown.stop();
  expect(String(stream.read())).toBe('line 10, 9 accepted, 1 rejected, 5 lines a second\n');
});
