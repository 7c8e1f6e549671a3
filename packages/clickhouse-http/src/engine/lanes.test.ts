import { expect, test } from 'vitest';
import { createLanes } from './lanes.ts';

test('one owner fills its own places to wait, and no others', async () => {
  const lanes = createLanes(1, { waiting: 3, waitingPerOwner: 1 });
  const { signal } = new AbortController();
  let end: (text: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => (end = resolve));
  const used = [
    lanes.use(signal, async () => await first, 'a'),
    lanes.use(signal, async () => await Promise.resolve('second'), 'a'),
  ];
  await expect(lanes.use(signal, async () => await first, 'a')).rejects.toThrow(
    /^Code: 202\. .*1 of this key wait already/,
  );
  used.push(lanes.use(signal, async () => await Promise.resolve('other'), 'b'));
  end('first');
  expect(await Promise.all(used)).toEqual(['first', 'second', 'other']);
});
