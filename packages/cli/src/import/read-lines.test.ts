import { describe, expect, test } from 'vitest';
import { type Line, readLines, type ReadLinesOptions } from './read-lines.ts';

/** Reads bytes that arrive in chunks of `size`. */
const read = async (
  input: string | Buffer,
  { size = 1_000, maxBytes = 20, ...options }: Partial<ReadLinesOptions & { size: number }> = {},
): Promise<Line[]> => {
  const bytes = Buffer.from(input);
  const chunks = async function* () {
    for (let from = 0; from < bytes.length; from += size)
      yield await Promise.resolve(bytes.subarray(from, from + size));
  };
  const found: Line[] = [];
  for await (const line of readLines(chunks(), { maxBytes, ...options })) found.push(line);
  return found;
};
const texts = (found: readonly Line[]): (string | null)[] => found.map(({ text }) => text);

describe('lines of a file', () => {
  test('end in LF, in CR LF, or with the file', async () => {
    expect(texts(await read('one\ntwo\r\nthree'))).toEqual(['one', 'two', 'three']);
  });

  test('are the same however the bytes arrive', async () => {
    const input = 'one\r\n\nzwölf 🔥\n\r\nthree';
    const whole = await read(input);
    expect(texts(whole)).toEqual(['one', 'zwölf 🔥', 'three']);
    for (const size of [1, 2, 3, 4, 5]) expect(await read(input, { size })).toEqual(whole);
  });

  test('are numbered as an editor does, blank ones included', async () => {
    const found = await read('\n  \na\n\nb\n');
    expect(found.map(({ line, end }) => ({ line, end }))).toEqual([
      { line: 3, end: 6 },
      { line: 5, end: 9 },
    ]);
  });

  test('do not begin with the byte order mark of the file', async () => {
    expect(texts(await read('\uFEFFa\n\uFEFFb\n', { size: 1 }))).toEqual(['a', '\uFEFFb']);
  });

  test('go on with the numbers of an earlier run', async () => {
    const after = { offset: 100, line: 7 };
    expect(await read('a\n', { after })).toEqual([{ line: 8, end: 102, text: 'a', problem: null }]);
  });

  test('that are too long are told and passed over', async () => {
    const found = await read(`a\n${'x'.repeat(500)}\nb\n`, { size: 7 });
    expect(found).toEqual([
      { line: 1, end: 2, text: 'a', problem: null },
      { line: 2, end: 503, text: null, problem: 'too_many_bytes' },
      { line: 3, end: 505, text: 'b', problem: null },
    ]);
  });

  test('may be just as long as allowed, with either line end', async () => {
    const longest = 'x'.repeat(20);
    expect(texts(await read(`${longest}\n${longest}\r\n${longest}`))).toEqual(
      Array(3).fill(longest),
    );
  });

  test('that are not UTF-8 are told', async () => {
    const bytes = Buffer.concat([
      Buffer.from('a\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from('b'),
    ]);
    expect((await read(bytes)).map(({ problem }) => problem)).toEqual([null, 'not_utf8', null]);
  });

  test('of an empty file are none', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\r\n')).toEqual([]);
  });
});
