import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { showProgress } from './show-progress.ts';

const shownOn = (
  stream: PassThrough,
  { of, keepLast = false }: { readonly of: number | null; readonly keepLast?: boolean },
) => {
  const clock = { now: 0 };
  const progress = showProgress<number>({
    stream,
    clock: () => clock.now,
    from: 100,
    keepLast,
    extent: (pages) => ({ at: pages, of }),
    words: (pages, { perSecond, secondsLeft }) =>
      `${pages} pages, ${perSecond(pages - 100)} a second, ${secondsLeft ?? '?'} s left`,
  });
  const after = (ms: number, pages: number): void => {
    clock.now += ms;
    progress.update(pages);
  };
  return { after, stop: progress.stop };
};
const terminal = () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  return Object.assign(stream, { cursorTo: () => true, clearLine: () => true });
};
const written = (stream: PassThrough): string => String(stream.read() ?? '');

describe('in a pipe', () => {
  // Seen to fail when the start of this run is taken for zero.
  test('there is a plain line every two seconds, with the pace of this run', () => {
    const stream = new PassThrough();
    const { after, stop } = shownOn(stream, { of: 500 });
    for (const pages of [150, 200, 250]) after(1_000, pages);
    stop();
    expect(written(stream)).toBe('200 pages, 50 a second, 6 s left\n');
  });

  test('the last state is left where that is wanted, once', () => {
    const stream = new PassThrough();
    const { after, stop } = shownOn(stream, { of: 200, keepLast: true });
    after(500, 200);
    stop();
    stop();
    expect(written(stream)).toBe('200 pages, 200 a second, 0 s left\n');
  });

  test('nothing is shown of work that ends before its first step', () => {
    const stream = new PassThrough();
    shownOn(stream, { of: 200, keepLast: true }).stop();
    expect(written(stream)).toBe('');
  });
});

describe('on a terminal', () => {
  test('there is a bar with the words beside it', () => {
    const stream = terminal();
    const { after, stop } = shownOn(stream, { of: 1_000 });
    after(1_000, 500);
    after(1_000, 1_000);
    stop();
    stop();
    const text = written(stream);
    expect(text).toContain('50 % · 500 pages, 400 a second, 2 s left');
    expect(text).toContain('100 % · 1000 pages, 450 a second, 0 s left');
  });

  test('there is no bar of a whole that nobody knows', () => {
    const stream = terminal();
    shownOn(stream, { of: null }).after(2_000, 110);
    expect(written(stream)).toBe('110 pages, 5 a second, ? s left\n');
  });
});
