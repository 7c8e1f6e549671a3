import { expect, test } from 'vitest';
import { createServedWhole } from './served-whole.ts';

const open = (isShared: boolean) => {
  const state = { now: 1_000, incomplete: null as string | null };
  const served = createServedWhole({
    isShared,
    longestMs: 100,
    now: () => state.now,
    look: () => Promise.resolve({ incomplete: state.incomplete, lookedAt: state.now }),
  });
  const taking = async (ms: number): Promise<string> =>
    await served(() => {
      state.now += ms;
      return Promise.resolve('answer');
    });
  return { state, taking };
};

test('what is incomplete is not read', async () => {
  const { state, taking } = open(true);
  state.incomplete = 'projecting votes';
  await expect(taking(1)).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining('projecting votes') as string,
  });
  expect(state.now).toBe(1_000);
});

// Seen to fail without the look at the time: the tables may have been emptied meanwhile.
test('an answer from shared tables that took longer than the notice is refused', async () => {
  expect(await open(true).taking(100)).toBe('answer');
  await expect(open(true).taking(101)).rejects.toMatchObject({ status: 503 });
  expect(await open(false).taking(101)).toBe('answer');
});
