import { EmberlogError } from '@emberlog/client';
import { ProblemError } from '@emberlog/service-kit';

/** Why a page cannot be shown, in a sentence for its reader, and whether trying again may help. */
export type Failure = {
  readonly status: 400 | 410 | 503;
  readonly title: string;
  readonly sentence: string;
  readonly retry: boolean;
};

/** Null for what nobody expected: that is a bug and must not look like a busy service. */
export const failureOf = (error: unknown): Failure | null => {
  if (error instanceof ProblemError && error.status === 400) return wrongAddress(error);
  if (error instanceof EmberlogError) return ofReply(error);
  if (error instanceof DOMException && error.name === 'TimeoutError') return NOT_ANSWERING;
  return null;
};

const ofReply = ({ status, problem }: EmberlogError): Failure => {
  if (status === 400 && problem !== null) return wrongAddress(problem);
  if (status === 410) return EXPIRED;
  return status === 429 ? BUSY : NOT_ANSWERING;
};

type Refusal = {
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
};

const wrongAddress = ({ detail, errors }: Refusal): Failure => {
  const rules = errors.map(({ path, message }) => `${path.replace('_', '-')} ${message}`.trim());
  return {
    status: 400,
    title: 'This address does not lead to a list',
    sentence: `In the address, ${rules.length === 0 ? detail : rules.join('; ')}.`,
    retry: false,
  };
};

const NOT_ANSWERING: Failure = {
  status: 503,
  title: 'The list is not available right now',
  sentence: 'The ranking does not answer. Nothing is lost; it usually is back within a minute.',
  retry: true,
};

const BUSY: Failure = {
  status: 503,
  title: 'The list is not available right now',
  sentence: 'Too many readers are asking at once. Wait a moment, then try again.',
  retry: true,
};

const EXPIRED: Failure = {
  status: 410,
  title: 'This page of the list has expired',
  sentence: 'It was a look at the list as it was some time ago. Start again from the first row.',
  retry: false,
};
