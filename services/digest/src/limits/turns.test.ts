import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('what belongs to one key is done in turn, whatever fails, and others do not wait', async () => {
  const turns = createTurns();
  const done: string[] = [];
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = turns('a', async () => {
    await gate;
    done.push('a1');
    throw new Error('no');
  });
  const second = turns('a', async () => {
    done.push('a2');
    return await Promise.resolve(2);
  });
  await turns('b', async () => {
    done.push('b');
    await Promise.resolve();
  });
  release();
  await expect(first).rejects.toThrow('no');
  expect(await second).toBe(2);
  expect(done).toEqual(['b', 'a1', 'a2']);
});
