import { expect, test } from 'vitest';
import { createEqualTime } from './equal-time.ts';

const start = () => {
  const time = { now: 0 };
  const inEqualTime = createEqualTime({
    stepMs: 250,
    now: () => time.now,
    wait: async (ms) => {
      time.now += ms;
      await Promise.resolve();
    },
  });
  /** How long work of so many ms takes to be answered. */
  const taken = async (ms: number): Promise<number> => {
    const begun = time.now;
    await inEqualTime(async () => {
      time.now += ms;
      await Promise.resolve();
    });
    return time.now - begun;
  };
  return { time, inEqualTime, taken };
};

// Seen to fail when the wait is a whole step whatever the work took.
test('work of any length within a step takes a step', async () => {
  const { taken } = start();
  for (const ms of [0, 0.25, 3, 120.5, 249.999, 250]) expect(await taken(ms)).toBeCloseTo(250, 9);
});

test('work that fails takes as long, and fails', async () => {
  const { time, inEqualTime } = start();
  const failing = inEqualTime(async () => {
    time.now += 10;
    return await Promise.reject(new Error('no'));
  });
  await expect(failing).rejects.toThrow('no');
  expect(time.now).toBe(250);
});

// Seen to fail when only the slow work itself takes more steps: a slow disk then tells who is written to it.
test('once some work took more steps all takes as many, for a minute', async () => {
  const { time, taken } = start();
  expect(await taken(251)).toBe(500);
  expect(await taken(1)).toBe(500);
  expect(await taken(600)).toBe(750);
  expect(await taken(1)).toBe(750);
  time.now += 60_000;
  expect(await taken(1)).toBe(250);
});

test('a log that hangs slows nobody else by more than two seconds', async () => {
  const { taken } = start();
  expect(await taken(30_001)).toBe(30_250);
  expect(await taken(1)).toBe(2_000);
});
