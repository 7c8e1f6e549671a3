import { expect, test } from 'vitest';
import { createStateCache } from './state-cache.ts';

const open = (maxEntries: number) => {
  const cache = createStateCache<string, Set<string>>({
    maxEntries,
    entriesOf: (state) => state.size,
    empty: () => new Set(),
  });
  const loaded: string[] = [];
  let loads = 0;
  const hold = async (...keys: string[]) =>
    await cache.hold(new Map(keys.map((key) => [key, key])), (absent) => {
      loads += 1;
      loaded.push(...absent);
      return Promise.resolve(new Map());
    });
  return { hold, loaded, loads: () => loads };
};

test('a state held by an uncommitted batch is not forgotten, however small the cache', async () => {
  const { hold, loaded } = open(1);
  const first = await hold('a', 'b');
  first.get('a').add('1').add('2');
  const second = await hold('a', 'b', 'c');
  expect([...second.get('a')]).toEqual(['1', '2']);
  expect(loaded).toEqual(['a', 'b', 'c']);
});

test('a state stays held until the last batch lets go of it', async () => {
  const { hold, loaded } = open(1);
  const first = await hold('a');
  const second = await hold('a');
  second.get('a').add('1').add('2');
  first.release();
  await hold('b');
  expect((await hold('a')).get('a').size).toBe(2);
  expect(loaded).toEqual(['a', 'b']);
});

test('a state that was let go is kept while there is room', async () => {
  const { hold, loaded } = open(2);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) (await hold(key)).release();
  expect(loaded).toEqual(['a', 'b', 'c', 'b']);
});

test('a state greater than the whole cache is loaded again', async () => {
  const { hold, loaded } = open(1);
  const held = await hold('a');
  held.get('a').add('1').add('2');
  held.release();
  await hold('a');
  expect(loaded).toEqual(['a', 'a']);
});

test('a key that was not asked for has no state', async () => {
  const { hold } = open(1);
  const held = await hold('a');
  expect(() => held.get('b')).toThrow(new RangeError('no state is held for b'));
});

test('nothing is loaded when everything is at hand', async () => {
  const { hold, loads } = open(2);
  (await hold('a')).release();
  await hold('a');
  expect(loads()).toBe(1);
});

test('letting go twice takes nothing from a batch that holds the state still', async () => {
  const { hold } = open(1);
  const first = await hold('a');
  first.release();
  first.release();
  const second = await hold('a');
  expect(second.get('a').size).toBe(0);
});
