import { expect, test } from 'vitest';
import { createAnswerCache } from './answer-cache.ts';

const openCache = () => {
  const sources: string[] = [];
  const cache = createAnswerCache(
    async (read) => await read(),
    (source) => sources.push(source),
  );
  return { cache, sources };
};

const saying = (n: number) => async () => await Promise.resolve({ n });

// Seen to fail when a request alone finds its last answer, whatever the cut.
test('an answer at hand is that of the same request at the same cut', async () => {
  const { cache, sources } = openCache();
  const [request, other, cut, later] = [{}, {}, {}, {}];
  const ask = async (asked: object, at: object, name: string, n: number) =>
    JSON.parse((await cache.again(asked, at, () => [name], saying(n))).text) as unknown;
  expect(await ask(request, cut, 'a at 1', 1)).toEqual({ n: 1 });
  expect(await ask(request, cut, 'a at 1', 2)).toEqual({ n: 1 });
  expect(await ask(request, later, 'a at 2', 3)).toEqual({ n: 3 });
  expect(await ask(other, later, 'b at 2', 4)).toEqual({ n: 4 });
  // Not at hand any more, but kept.
  expect(await ask(request, cut, 'a at 1', 5)).toEqual({ n: 1 });
  expect(sources).toEqual(['produced', 'cache', 'produced', 'produced', 'cache']);
});

test('a failure is neither kept nor at hand', async () => {
  const { cache } = openCache();
  const [request, cut] = [{}, {}];
  const failing = async () => await Promise.reject(new Error('no'));
  await expect(cache.again(request, cut, () => ['a'], failing)).rejects.toThrow('no');
  expect((await cache.again(request, cut, () => ['a'], saying(1))).text).toBe('{"n":1}');
});

// Seen to fail when parts are put one behind the other without telling where each ends.
test.each([
  [
    [['a'], 'b'],
    ['a', ['b']],
  ],
  [
    ['a,b', 'c'],
    ['a', 'b,c'],
  ],
  [
    [null, 1],
    ['null', 1],
  ],
  [
    [{ a: 1 }, 2],
    [{ a: 2 }, 1],
  ],
])('%j and %j are two questions', async (one, another) => {
  const { cache } = openCache();
  expect((await cache.get(one, saying(1))).text).toBe('{"n":1}');
  expect((await cache.get(another, saying(2))).text).toBe('{"n":2}');
  expect((await cache.get(structuredClone(one), saying(3))).text).toBe('{"n":1}');
});
