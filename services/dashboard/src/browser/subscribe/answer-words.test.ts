import { expect, test } from 'vitest';
import { answerOf } from './answer-words.ts';

const problem = (...errors: readonly unknown[]) => ({ detail: 'the body is not valid', errors });

test('what was taken is said in the words of the service, or in ours', () => {
  const told = { accepted: true, fields: {} };
  expect(answerOf(202, { detail: 'A mail is on its way.' }, null)).toEqual({
    ...told,
    sentence: 'A mail is on its way.',
  });
  expect(answerOf(202, null, null)).toMatchObject({
    ...told,
    sentence: expect.stringContaining('inbox') as string,
  });
});

// Seen to fail when the path is taken as it is, and when the last of two errors counts.
test('a field is told the first rule it broke', () => {
  const errors = [
    { path: '/email', code: 'invalid', message: 'must be an e-mail address' },
    { path: '/email', code: 'too_long', message: 'must be shorter' },
    { path: 'time_zone', code: 'invalid', message: 'must be a time zone.' },
  ];
  expect(answerOf(400, problem(...errors), null)).toEqual({
    accepted: false,
    sentence: null,
    fields: {
      email: 'The address must be an e-mail address.',
      time_zone: 'The time zone must be a time zone.',
    },
  });
});

test.each([
  [[{ path: '/constructor', code: 'unknown_field', message: 'unknown field' }]],
  [[null, 'x', { path: 1, message: 2 }, { path: '/email' }]],
  [[]],
])('errors of no field of ours, %j, are told as a whole', (errors) => {
  expect(answerOf(400, problem(...errors), null)).toEqual({
    accepted: false,
    sentence: 'The body is not valid.',
    fields: {},
  });
});

test.each([
  ['30', 'in a minute.'],
  ['600', 'in 10 minutes.'],
  ['86400', 'later today.'],
  [null, 'in some minutes.'],
])('too many requests, with Retry-After %s, are told to try %s', (retryAfter, words) => {
  const { sentence } = answerOf(429, problem(), retryAfter);
  expect(sentence).toBe(`That did not work: too many asked from here. Try again ${words}`);
});

test.each([
  [503, { detail: 'kafka is gone' }],
  [502, '<html>'],
  [404, null],
])('a service that answers %i with %j cannot take it now', (status, body) => {
  expect(answerOf(status, body, null).sentence).toContain('Try again in a minute.');
});
