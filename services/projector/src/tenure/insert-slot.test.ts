import { expect, test } from 'vitest';
import { createInsertSlot } from './insert-slot.ts';

const gate = () => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

test('an insert starts at once and the next one only after it has finished', async () => {
  const slot = createInsertSlot(() => undefined);
  const first = gate();
  const seen: string[] = [];
  await slot.start(async () => {
    seen.push('first starts');
    await first.opened;
    seen.push('first ends');
  });
  const second = slot.start(() => Promise.resolve(void seen.push('second starts')));
  seen.push('the next batch is resolved');
  first.open();
  await second;
  await slot.settled();
  expect(seen).toEqual([
    'first starts',
    'the next batch is resolved',
    'first ends',
    'second starts',
  ]);
});

test('a failed insert is told at once and nothing starts after it', async () => {
  const heard: unknown[] = [];
  const slot = createInsertSlot((error) => heard.push(error));
  const failure = new Error('lost');
  let started = false;
  await slot.start(() => Promise.reject(failure));
  await expect(slot.start(() => Promise.resolve(void (started = true)))).rejects.toBe(failure);
  await expect(slot.settled()).rejects.toBe(failure);
  expect(started).toBe(false);
  expect(heard).toEqual([failure]);
});
