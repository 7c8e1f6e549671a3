import { problem, type Problem } from '@emberlog/api';
import { expect } from 'vitest';
import { leaksOf } from './leaks.ts';
import type { RawReply } from './raw-exchange.ts';

/** Holds a reply to what every error of the product must be; gives the problem. */
export const expectProblem = (
  { headers, body, ...reply }: RawReply,
  status: number,
  /** `path code` of each broken rule, where rules are named. */
  rules?: readonly string[],
): Problem => {
  expect(reply.status, body).toBe(status);
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(leaksOf(headers, body)).toEqual([]);
  const read = problem.parse(JSON.parse(body));
  expect(read.status).toBe(status);
  expect(read.requestId).toBe(headers['x-request-id']);
  expect(read.detail).not.toBe('');
  if (rules !== undefined) {
    expect(read.errors.map(({ path, code }) => `${path} ${code}`)).toEqual(rules);
  }
  return read;
};
