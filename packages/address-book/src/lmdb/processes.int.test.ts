import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Entered } from '../address-book.ts';
import { addressOf } from '../testing/address-of.ts';
import { borrowBook } from '../testing/borrow-book.ts';
import { runProgram } from '../testing/run-program.ts';

const COUNT = 600;

const enterMany = async (path: string): Promise<readonly Entered[]> => {
  const child = runProgram('enter-many.ts', [path, String(COUNT)]);
  const ended = once(child, 'close');
  const entered: Entered[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    entered.push(JSON.parse(line) as Entered);
  }
  expect(await ended).toEqual([0, null]);
  return entered;
};

// Seen to fail when an address is looked up before the transaction alone.
test('of processes that enter the same addresses at once each gets the same subscribers', async () => {
  const { path, book } = await borrowBook();
  const [first = [], ...others] = await Promise.all([1, 2, 3].map(() => enterMany(path)));
  const subscribers = first.map(({ subscriber }) => subscriber);
  expect(subscribers).toHaveLength(COUNT);
  for (const other of others) {
    expect(other.map(({ subscriber }) => subscriber)).toEqual(subscribers);
  }
  const isNew = [first, ...others].flat().filter((entered) => entered.isNew);
  expect(isNew).toHaveLength(COUNT);
  expect(await book().count()).toBe(COUNT);
  expect(await book().find(addressOf('reader-7@example.org'))).toBe(subscribers[7]);
});
