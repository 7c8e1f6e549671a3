import { createProblem } from '@emberlog/service-kit';

/** No question can be answered now, for a reason that passes: a problem 503, to be asked again. */
export const refused = (reason: string): Error =>
  createProblem({
    status: 503,
    detail: `no question can be answered for now: ${reason}`,
    headers: { 'Retry-After': '2' },
  });
