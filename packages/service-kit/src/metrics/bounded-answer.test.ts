import { expect, test } from 'vitest';
import { createBoundedAnswer } from './bounded-answer.ts';

const setUp = <T>(ask: () => T | Promise<T>) => {
  let time = 0;
  const seen = { asked: 0, unanswered: 0 };
  const answer = createBoundedAnswer({
    ask: () => {
      seen.asked += 1;
      return ask();
    },
    deadlineMs: 20,
    keepMs: 1_000,
    onUnanswered: () => (seen.unanswered += 1),
    now: () => time,
  });
  return { answer, seen, pass: (ms: number) => (time += ms) };
};

test('who asks together is answered together, and again for a while', async () => {
  const { answer, seen, pass } = setUp(() => 7);
  expect(await Promise.all([answer(), answer()])).toEqual([7, 7]);
  pass(999);
  expect(await answer()).toBe(7);
  expect(seen.asked).toBe(1);
  pass(1);
  expect(await answer()).toBe(7);
  expect(seen).toEqual({ asked: 2, unanswered: 0 });
});

// Seen to fail when a question that threw at once was taken for one under way ever after.
test('a failure is no answer, told once, and asked again the next time', async () => {
  let fails = true;
  const { answer, seen } = setUp(() => {
    if (fails) throw new Error('hush');
    return 'there';
  });
  expect(await Promise.all([answer(), answer()])).toEqual([null, null]);
  expect(seen).toEqual({ asked: 1, unanswered: 1 });
  fails = false;
  expect(await answer()).toBe('there');
});

test('what is late is no answer, and is not asked a second time meanwhile', async () => {
  let give: (value: string) => void = () => undefined;
  const { answer, seen } = setUp(
    async () => await new Promise<string>((resolve) => (give = resolve)),
  );
  expect(await answer()).toBeNull();
  expect(await answer()).toBeNull();
  expect(seen).toEqual({ asked: 1, unanswered: 2 });
  give('at last');
  expect(await answer()).toBe('at last');
  expect(seen.asked).toBe(1);
});
