import type { CollectorLimits } from './limits.ts';

/** One thing wrong: a JSON Pointer into the body ('' = all of it), a stable code, the rule. */
export type Fault = { readonly path: string; readonly code: string; readonly message: string };

/** Why a whole request is not taken, ready to become a problem reply. */
type Refusal = {
  readonly status: 400 | 408 | 413 | 415 | 429;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
};

export type Refused = { readonly ok: false; readonly refusal: Refusal };

const refused = (refusal: Refusal): Refused => ({ ok: false, refusal });

/** 400: nothing of the body can be read as events. */
export const unreadable = (code: string, message: string, path = ''): Refused =>
  refused({
    status: 400,
    title: 'Unreadable body',
    detail: path === '' ? `The body ${message}.` : `The body's ${path} ${message}.`,
    errors: [{ path, code, message }],
  });

/** 413, stating both limits whichever was met. */
export const tooLarge = (limits: CollectorLimits, code: 'too_many_events' | 'too_many_bytes') => {
  const message = `must carry at most ${limits.events} events and ${limits.bodyBytes} bytes after decompression`;
  return refused({
    status: 413,
    title: 'Request too large',
    detail: `A request ${message}; send the events in several requests.`,
    errors: [{ path: '', code, message }],
  });
};

/** 415: the reply lists what would be read. */
export const unsupported = (
  header: 'Content-Type' | 'Content-Encoding',
  accepted: readonly string[],
): Refused => {
  const message = `${header} must be one of ${accepted.join(', ')}`;
  return refused({
    status: 415,
    title: 'Unsupported media type',
    detail: `${message}.`,
    errors: [{ path: '', code: 'unsupported_media_type', message }],
    headers: {
      [header === 'Content-Type' ? 'Accept-Post' : 'Accept-Encoding']: accepted.join(', '),
    },
  });
};

/** 408: the body did not arrive in time. */
export const tooSlow = (milliseconds: number): Refused => {
  const message = `must arrive within ${milliseconds / 1000} s`;
  return refused({
    status: 408,
    title: 'Request timeout',
    detail: `The body ${message}.`,
    errors: [{ path: '', code: 'body_timeout', message }],
    headers: { Connection: 'close' },
  });
};

/** 429: as much work as the collector holds at a time is waiting for the log already. */
export const tooBusy = (): Refused =>
  refused({
    status: 429,
    title: 'Too many requests',
    detail: 'Too many requests are waiting to be written; nothing of this one was. Send it again.',
    errors: [],
    headers: { 'Retry-After': '1' },
  });

/** What is told without asking the parser, which would pay for every bracket. */
export const UNMATCHED = {
  code: 'invalid_json',
  message: 'must be valid JSON: its brackets do not match',
} as const;

/** The fault of an event that holds more structure than is ever looked at. */
export const tooIntricate = ({ fields, nested }: CollectorLimits, path: string): Fault => ({
  path,
  code: 'too_intricate',
  message: `must hold at most ${fields} fields and ${nested} objects and arrays`,
});

/** 400: the body came in so many pieces that reading them costs more than what they say. */
export const tooScattered = ({ pieces }: CollectorLimits): Refused => {
  const message = `must arrive in at most ${pieces} pieces`;
  return refused({
    status: 400,
    title: 'Unreadable body',
    detail: `The body ${message}; send larger chunks.`,
    errors: [{ path: '', code: 'too_many_pieces', message }],
    headers: { Connection: 'close' },
  });
};
