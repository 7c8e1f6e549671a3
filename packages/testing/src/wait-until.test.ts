import { expect, test } from 'vitest';
import { waitUntil } from './wait-until.ts';

test('gives what the condition gave once it holds', async () => {
  let asked = 0;
  const found = await waitUntil(() => (++asked < 3 ? null : asked));
  expect(found).toBe(3);
});

test('accepts zero and the empty string: only false, null and undefined mean not yet', async () => {
  expect(await waitUntil(() => 0)).toBe(0);
  expect(await waitUntil(async () => await Promise.resolve(''))).toBe('');
});

test('names what never came', async () => {
  await expect(waitUntil(() => false, { timeoutMs: 30, what: 'rain' })).rejects.toThrow(
    'waited 30 ms in vain for rain',
  );
});

test('passes on the error of the condition', async () => {
  const broken = (): boolean => {
    throw new Error('broken');
  };
  await expect(waitUntil(broken)).rejects.toThrow('broken');
});
