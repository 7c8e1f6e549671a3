import { expect, test } from 'vitest';
import { createProblem, problemBody, ProblemError } from './problem.ts';

test('a problem has the title of its status and repeats it as detail when none is given', () => {
  expect(createProblem({ status: 404 })).toMatchObject({
    type: 'about:blank',
    status: 404,
    title: 'Not Found',
    detail: 'Not Found',
    errors: [],
    retryable: false,
  });
});

test('a problem is an error that keeps its cause', () => {
  const cause = new Error('disk full');
  const problem = createProblem({ status: 503, detail: 'try again', cause });
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem).toMatchObject({ message: 'try again', cause, retryable: true });
});

test('the body holds the standard members and the extensions, never the cause', () => {
  const problem = createProblem({
    status: 400,
    detail: 'nothing was accepted',
    errors: [{ path: '/0/id', code: 'required', message: 'is required' }],
    extensions: { results: [1], status: 200, requestId: 'forged' },
    cause: new Error('inside'),
  });
  expect(JSON.parse(problemBody(problem, 'r-1'))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'nothing was accepted',
    errors: [{ path: '/0/id', code: 'required', message: 'is required' }],
    requestId: 'r-1',
    results: [1],
  });
});
