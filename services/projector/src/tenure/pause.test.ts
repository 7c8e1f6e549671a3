import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPause } from './pause.ts';

/** A tenure that runs until it is paused. */
const tenureOf = (told: string[], name: string) => async (paused: AbortSignal) => {
  told.push(`${name} begins`);
  if (!paused.aborted) await once(paused, 'abort');
  await turn();
  told.push(`${name} ends`);
};

// Seen to fail when work does not wait for the tenure's end, and when a tenure does not wait for work.
test('work is done between two tenures, one after the other', async () => {
  const told: string[] = [];
  const pause = createPause();
  const first = pause.between(tenureOf(told, 'first'));
  await turn();
  const works = ['a', 'b'].map(
    async (name) =>
      await pause.during(async () => {
        told.push(`${name} begins`);
        await turn();
        told.push(`${name} ends`);
        return name;
      }),
  );
  await first;
  const second = pause.between(tenureOf(told, 'second'));
  expect(await Promise.all(works)).toEqual(['a', 'b']);
  await turn();
  await pause.during(async () => await Promise.resolve());
  await second;
  expect(told).toEqual([
    ...['first begins', 'first ends', 'a begins', 'a ends', 'b begins', 'b ends'],
    ...['second begins', 'second ends'],
  ]);
});

test('work that fails, and a tenure that fails, hold up nobody', async () => {
  const pause = createPause();
  const fails = async () => await Promise.reject(new Error('failed'));
  await expect(pause.between(fails)).rejects.toThrow('failed');
  await expect(pause.during(fails)).rejects.toThrow('failed');
  const told: string[] = [];
  const tenure = pause.between(tenureOf(told, 'next'));
  await turn();
  expect(await pause.during(async () => await Promise.resolve('done'))).toBe('done');
  await tenure;
});
