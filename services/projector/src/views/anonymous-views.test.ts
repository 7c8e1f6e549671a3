import { expect, test } from 'vitest';
import { ANONYMOUS_MEMORY, countAnonymousView } from './anonymous-views.ts';
import { createIdMemory } from './id-memory.ts';

test('an id counts once within the time it is remembered', () => {
  const views = createIdMemory();
  expect(countAnonymousView(views, 'a', 1_000)).toBe('counted');
  expect(countAnonymousView(views, 'b', 1_001)).toBe('counted');
  expect(countAnonymousView(views, 'a', 1_000 + ANONYMOUS_MEMORY)).toBe('repeat');
});

test('an id past remembering counts again, and from then on', () => {
  const views = createIdMemory();
  countAnonymousView(views, 'a', 1_000);
  countAnonymousView(views, 'b', 1_000);
  expect(countAnonymousView(views, 'a', 1_001 + ANONYMOUS_MEMORY)).toBe('counted');
  expect(countAnonymousView(views, 'a', 1_001 + 2 * ANONYMOUS_MEMORY)).toBe('repeat');
  expect(countAnonymousView(views, 'b', 1_001 + 2 * ANONYMOUS_MEMORY)).toBe('counted');
});

test('a repeat does not prolong the memory', () => {
  const views = createIdMemory();
  countAnonymousView(views, 'a', 0);
  countAnonymousView(views, 'a', ANONYMOUS_MEMORY);
  expect(countAnonymousView(views, 'a', ANONYMOUS_MEMORY + 1)).toBe('counted');
});
