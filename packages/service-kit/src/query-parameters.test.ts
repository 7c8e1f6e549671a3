import { expect, test } from 'vitest';
import { z } from 'zod';
import { ProblemError } from './problem.ts';
import { readQuery, type QuerySource, type ReadQueryOptions } from './query-parameters.ts';

const schema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  q: z.string().max(5).optional(),
});

function refusal(source: QuerySource, options?: ReadQueryOptions): ProblemError {
  try {
    readQuery(source, schema, options);
  } catch (error) {
    expect(error).toBeInstanceOf(ProblemError);
    return error as ProblemError;
  }
  throw new Error('the query was accepted');
}

test('a valid query gives the typed parameters with their defaults', () => {
  expect(readQuery('/list?q=a%20b+c', schema)).toEqual({ limit: 50, q: 'a b c' });
  expect(readQuery(new URL('http://h/list?limit=7'), schema)).toEqual({ limit: 7 });
  expect(readQuery({ req: { url: 'http://h/list' } }, schema)).toEqual({ limit: 50 });
});

test('an invalid value is refused by the name of its parameter', () => {
  const { status, errors, detail } = refusal('/list?limit=101');
  expect(status).toBe(400);
  expect(errors).toEqual([{ path: 'limit', code: 'too_big', message: 'must be at most 100' }]);
  expect(detail).toBe('the query string is not valid: limit must be at most 100');
});

test('unknown, repeated and invalid parameters are reported together', () => {
  expect(refusal('/list?q=toolong&lmit=3&limit=1&limit=2&lmit=4').errors).toEqual([
    { path: 'lmit', code: 'unknown_parameter', message: 'is not a parameter of this call' },
    { path: 'limit', code: 'repeated_parameter', message: 'must be given once' },
    { path: 'q', code: 'too_big', message: 'must be at most 5 characters' },
  ]);
});

test('names every object has are unknown parameters like any other', () => {
  expect(refusal('/list?__proto__=1&constructor=2').errors).toMatchObject([
    { path: '__proto__', code: 'unknown_parameter' },
    { path: 'constructor', code: 'unknown_parameter' },
  ]);
});

test('unknown parameters can be ignored while repeated ones are still refused', () => {
  expect(readQuery('/list?utm_source=x&limit=3', schema, { unknown: 'ignore' })).toEqual({
    limit: 3,
  });
  expect(refusal('/list?utm=x&limit=3&limit=3', { unknown: 'ignore' }).errors).toMatchObject([
    { path: 'limit', code: 'repeated_parameter' },
  ]);
});

test('a broken rule across parameters is reported with its own words', () => {
  const ordered = z
    .object({ from: z.string(), to: z.string() })
    .refine(({ from, to }) => from < to, { path: ['to'], message: 'must be later than from' });
  expect(() => readQuery('/list?from=b&to=a', ordered)).toThrow('to must be later than from');
});

test('no more than a hundred problems are reported, however many parameters are sent', () => {
  const query = Array.from({ length: 3_000 }, (_, at) => `p${at}`).join('&');
  const { errors, detail } = refusal(`/list?${query}`);
  expect(errors).toHaveLength(100);
  expect(detail.length).toBeLessThan(10_000);
});
