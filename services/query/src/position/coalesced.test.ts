import { expect, test } from 'vitest';
import { createCoalesced } from './coalesced.ts';

const FOR_EVER = 2 ** 30;

/** Loads that end when they are told to, each with its number. */
const createLoads = () => {
  const ends: (() => void)[] = [];
  return {
    begun: () => ends.length,
    end: (load: number) => ends[load]?.(),
    load: async () =>
      await new Promise<number>((resolve) => {
        const number = ends.length;
        ends.push(() => resolve(number));
      }),
  };
};

/** Lets promises that can settle do so. */
const settle = async () => await new Promise((resolve) => setImmediate(resolve));

test('those who ask together share one load, and so do later ones', async () => {
  const loads = createLoads();
  const value = createCoalesced(loads.load, FOR_EVER);
  const both = Promise.all([value.get(), value.get()]);
  await settle();
  loads.end(0);
  expect(await both).toEqual([0, 0]);
  expect(await value.get()).toBe(0);
});

// Seen to fail when a value is invalidated only after its load has ended.
test('who asks after a change gets what was loaded after it', async () => {
  const loads = createLoads();
  const value = createCoalesced(loads.load, FOR_EVER);
  const before = value.get();
  await settle();
  value.invalidate();
  const after = value.get();
  loads.end(0);
  await settle();
  loads.end(1);
  expect(await Promise.all([before, after])).toEqual([0, 1]);
});

// Seen to fail when every change begins a load of its own.
test('however often it changes, one load runs and one waits', async () => {
  const loads = createLoads();
  const value = createCoalesced(loads.load, FOR_EVER);
  const asked = [value.get()];
  await settle();
  for (let change = 0; change < 10; change += 1) {
    value.invalidate();
    asked.push(value.get());
  }
  expect(loads.begun()).toBe(1);
  loads.end(0);
  await settle();
  expect(loads.begun()).toBe(2);
  loads.end(1);
  expect(await Promise.all(asked)).toEqual([0, ...Array.from({ length: 10 }, () => 1)]);
});

test('a load that failed is tried again by the next who asks', async () => {
  const outcomes = [Promise.reject(new Error('no engine')), Promise.resolve('position')];
  const value = createCoalesced(async () => await (outcomes.shift() ?? 'none'), FOR_EVER);
  await expect(value.get()).rejects.toThrow('no engine');
  expect(await value.get()).toBe('position');
});
