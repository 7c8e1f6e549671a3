import { expect, test } from 'vitest';
import { ANONYMOUS_MEMORY, countAnonymousView } from './anonymous-views.ts';

test('an id counts once within the time it is remembered', () => {
  const views = new Map<string, number>();
  expect(countAnonymousView(views, 'a', 1_000)).toBe('counted');
  expect(countAnonymousView(views, 'b', 1_001)).toBe('counted');
  expect(countAnonymousView(views, 'a', 1_000 + ANONYMOUS_MEMORY)).toBe('repeat');
});

test('an id past remembering counts again and is forgotten with its like', () => {
  const views = new Map<string, number>();
  countAnonymousView(views, 'a', 1_000);
  countAnonymousView(views, 'b', 1_000);
  expect(countAnonymousView(views, 'a', 1_001 + ANONYMOUS_MEMORY)).toBe('counted');
  expect([...views]).toEqual([['a', 1_001 + ANONYMOUS_MEMORY]]);
});

test('a repeat does not prolong the memory', () => {
  const views = new Map<string, number>();
  countAnonymousView(views, 'a', 0);
  countAnonymousView(views, 'a', ANONYMOUS_MEMORY);
  expect(countAnonymousView(views, 'a', ANONYMOUS_MEMORY + 1)).toBe('counted');
});
