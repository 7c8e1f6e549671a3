import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

const written = (stream: PassThrough): string => String(stream.read() ?? '');

test('in a pipe there is a plain line about every two seconds and one at the end', () => {
  const stream = new PassThrough();
  let now = 0;
  const progress = createProgress({ stream, clock: () => now });
  for (const sent of [1_000, 2_000, 3_000, 4_000, 5_000]) {
    now += 800;
    progress.update({ sent, total: 8_000 });
  }
  now = 4_200;
  progress.stop();
  progress.stop();
  expect(written(stream).split('\n')).toEqual([
    'filling the history: 3000 of 8000 events, 1250 a second, 4 s left',
    'filling the history: 5000 of 8000 events, 1190 a second, 3 s left',
    '',
  ]);
});

test('a fill shorter than two seconds leaves one line', () => {
  const stream = new PassThrough();
  let now = 0;
  const progress = createProgress({ stream, clock: () => now });
  now = 500;
  progress.update({ sent: 100, total: 100 });
  progress.stop();
  expect(written(stream)).toBe('filling the history: 100 of 100 events, 200 a second, 0 s left\n');
});

test('on a terminal there is a bar with the counts, the rate and the time left', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  const bar = createProgress({
    stream: Object.assign(terminal, { cursorTo: () => true, clearLine: () => true }),
  });
  bar.update({ sent: 500, total: 1_000 });
  bar.update({ sent: 1_000, total: 1_000 });
  bar.stop();
  bar.stop();
  const text = written(terminal);
  expect(text).toContain('50 % · 500 of 1000 events');
  expect(text).toMatch(/100 % · 1000 of 1000 events · \d+ a second · 0 s left/);
});

test('a fill that ends before its first batch shows nothing', () => {
  const stream = new PassThrough();
  createProgress({ stream }).stop();
  expect(stream.read()).toBeNull();
});
