import { describe, expect, test } from 'vitest';
import { type Batch, readBatches } from './read-batches.ts';
import { readLines } from './read-lines.ts';

const read = async (input: string, limits: { events: number; bytes: number }): Promise<Batch[]> => {
  const source = (async function* () {
    yield await Promise.resolve(Buffer.from(input));
  })();
  const batches: Batch[] = [];
  for await (const batch of readBatches(readLines(source, { maxBytes: limits.bytes }), limits))
    batches.push(batch);
  return batches;
};
const sizes = (batches: readonly Batch[]): number[] => batches.map(({ entries }) => entries.length);

describe('batches', () => {
  test('hold at most so many events, and say where the file goes on', async () => {
    const batches = await read('{}\n{}\n\n{}\n{}\n{}\n', { events: 2, bytes: 100 });
    expect(sizes(batches)).toEqual([2, 2, 1]);
    expect(batches.map(({ end }) => end)).toEqual([
      { offset: 6, line: 2 },
      { offset: 13, line: 5 },
      { offset: 16, line: 6 },
    ]);
  });

  test('hold at most so many bytes, commas included', async () => {
    expect(sizes(await read('"12345678"\n'.repeat(5), { events: 100, bytes: 22 }))).toEqual([
      2, 2, 1,
    ]);
    expect(sizes(await read('"12345678"\n'.repeat(4), { events: 100, bytes: 21 }))).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test('count an event by what is sent, which may be longer than its line', async () => {
    const [batch] = await read('1e20\n', { events: 100, bytes: 20 });
    expect(batch).toMatchObject({ entries: [], rejections: [{ line: 1, code: 'too_many_bytes' }] });
  });

  test('keep lines that cannot be sent apart, with their rule', async () => {
    const [batch] = await read(`{}\nnonsense\n${'x'.repeat(60)}\n{}\n`, { events: 100, bytes: 50 });
    expect(batch?.entries.map(({ line }) => line)).toEqual([1, 4]);
    expect(batch?.rejections.map(({ line, code }) => ({ line, code }))).toEqual([
      { line: 2, code: 'not_json' },
      { line: 3, code: 'too_many_bytes' },
    ]);
  });

  test('of a file of nonsense are many small ones', async () => {
    const batches = await read('nonsense\n'.repeat(10), { events: 4, bytes: 50 });
    expect(batches.map(({ rejections }) => rejections.length)).toEqual([4, 4, 2]);
  });
});
