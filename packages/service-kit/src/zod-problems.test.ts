import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemsOf } from './zod-problems.ts';

function problems(schema: z.ZodType, value: unknown, prefix?: string) {
  const result = schema.safeParse(value);
  return problemsOf({ issues: result.error?.issues ?? [] }, prefix === undefined ? {} : { prefix });
}

describe('every rule is named as the end of a sentence', () => {
  test.each<[z.ZodType, unknown, string, string]>([
    [z.string(), undefined, 'required', 'is required'],
    [z.string(), 5, 'invalid_type', 'must be a string'],
    [z.int(), 1.5, 'invalid_type', 'must be a whole number'],
    [z.coerce.number(), 'abc', 'invalid_type', 'must be a number'],
    [z.string().max(500), 'x'.repeat(501), 'too_big', 'must be at most 500 characters'],
    [z.string().min(1), '', 'too_small', 'must be at least 1 character'],
    [z.string().length(3), 'ab', 'too_small', 'must be exactly 3 characters'],
    [z.array(z.string()).max(1), ['a', 'b'], 'too_big', 'must be at most 1 item'],
    [z.number().lt(10), 10, 'too_big', 'must be less than 10'],
    [z.number().gt(0), 0, 'too_small', 'must be more than 0'],
    [z.number().multipleOf(5), 3, 'not_multiple_of', 'must be a multiple of 5'],
    [z.date().max(new Date(0)), new Date(1), 'too_big', 'must be at most 1970-01-01T00:00:00.000Z'],
    [z.literal('a'), 'b', 'invalid_value', 'must be "a"'],
    [z.enum(['a', 'b']), 'c', 'invalid_value', 'must be one of "a", "b"'],
    [z.email(), 'x', 'invalid_format', 'must be an e-mail address'],
    [z.iso.date(), '10.12.2025', 'invalid_format', 'must be a date, like 2025-12-10'],
    [z.string().regex(/^a+$/), 'b', 'invalid_format', 'must match /^a+$/'],
    [z.string().startsWith('a"'), 'b', 'invalid_format', 'must start with "a\\""'],
    [
      z.union([z.string(), z.number()]),
      true,
      'invalid_union',
      'must have one of the allowed forms',
    ],
    [z.string().max(1, 'is too long a name'), 'ab', 'too_big', 'is too long a name'],
    [z.string('give a name'), 5, 'invalid_type', 'give a name'],
    [z.string().refine(() => false), 'a', 'invalid', 'is not valid'],
  ])('%#: %3$s', (schema, value, code, message) => {
    expect(problems(schema, value)).toEqual([{ path: '', code, message }]);
  });
});

test('a custom issue brings its own code', () => {
  const schema = z
    .string()
    .refine(() => false, { params: { code: 'too_old' }, error: 'is too old' });
  expect(problems(schema, 'x')).toEqual([{ path: '', code: 'too_old', message: 'is too old' }]);
});

test('paths are JSON pointers below the prefix', () => {
  const schema = z.object({ list: z.array(z.object({ name: z.string() })) });
  expect(problems(schema, { list: [{ name: 'a' }, { name: 1 }] }, '/events/3')).toEqual([
    { path: '/events/3/list/1/name', code: 'invalid_type', message: 'must be a string' },
  ]);
});

test('each unknown field is a problem of its own, its name escaped', () => {
  const schema = z.object({ data: z.strictObject({}) });
  expect(problems(schema, { data: { 'a/b': 1, 'c~d': 2 } })).toEqual([
    { path: '/data/a~1b', code: 'unknown_field', message: 'unknown field' },
    { path: '/data/c~0d', code: 'unknown_field', message: 'unknown field' },
  ]);
});

test('a union reports the branch whose type fits the value', () => {
  const schema = z.object({ by: z.union([z.string().max(2), z.array(z.string())]) });
  expect(problems(schema, { by: 'abc' })).toEqual([
    { path: '/by', code: 'too_big', message: 'must be at most 2 characters' },
  ]);
  expect(problems(schema, { by: ['a', 1] })).toEqual([
    { path: '/by/1', code: 'invalid_type', message: 'must be a string' },
  ]);
});

test('a discriminated union names the values its field may have', () => {
  const option = (kind: string) => z.object({ kind: z.literal(kind) });
  const schema = z.discriminatedUnion('kind', [option('a'), option('b')]);
  expect(problems(schema, { kind: 'c' })).toEqual([
    { path: '/kind', code: 'invalid_union', message: 'must be one of "a", "b"' },
  ]);
});

test('no more than a hundred problems are listed', () => {
  const value = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, 1]));
  expect(problems(z.strictObject({}), value)).toHaveLength(100);
});

// Seen to fail when all issues are named before the first hundred are taken.
test('what nobody will read is not even put into words', () => {
  const issue = { code: 'custom', path: ['a'], message: 'is bad', input: 1 } as const;
  const unread = {
    ...issue,
    get path(): PropertyKey[] {
      throw new Error('looked at the issue after the hundredth');
    },
  };
  const issues = [...Array.from({ length: 100 }, () => ({ ...issue, path: ['a'] })), unread];
  expect(problemsOf({ issues })).toHaveLength(100);
});
