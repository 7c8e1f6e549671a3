/** What a reply to the form means: a sentence for the whole, and one for each field that was refused. */
export type Answer = {
  readonly accepted: boolean;
  /** Null where the fields say all. */
  readonly sentence: string | null;
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
};

type ReplyBody = {
  readonly detail?: unknown;
  readonly errors?: unknown;
};

const NAMES: Readonly<Record<string, string>> = {
  email: 'The address',
  cadence: 'How often',
  weekday: 'The day of the week',
  hour: 'The hour',
  time_zone: 'The time zone',
};

const ACCEPTED = 'Look into your inbox: a mail there asks you to confirm.';
const UNEXPECTED = 'That did not work: the service cannot take it now. Try again in a minute.';
const MANY = 'That did not work: too many asked from here. Try again';

/** No reply in time, or none at all: it may have arrived, and a second request does no harm. */
export const NO_ANSWER: Answer = {
  accepted: false,
  sentence: 'There is no answer. Look at your connection and try again; asking twice does no harm.',
  fields: {},
};

/** `body` is what was read as JSON, `retryAfter` the header of that name. */
export const answerOf = (status: number, body: unknown, retryAfter: string | null): Answer => {
  const { detail, errors }: ReplyBody = typeof body === 'object' && body !== null ? body : {};
  const words = typeof detail === 'string' && detail !== '' ? detail : null;
  if (status >= 200 && status < 300)
    return { accepted: true, sentence: words ?? ACCEPTED, fields: {} };
  if (status === 429) return refused(`${MANY} ${waitWords(Number(retryAfter))}.`);
  if (status >= 500) return refused(UNEXPECTED);
  const fields = fieldsOf(errors);
  if (Object.keys(fields).length > 0) return { accepted: false, sentence: null, fields };
  return refused(words === null ? UNEXPECTED : asSentence(words));
};

const refused = (sentence: string): Answer => ({ accepted: false, sentence, fields: {} });

/** The first error of each field that the form has. */
const fieldsOf = (errors: unknown): Answer['fields'] => {
  const fields: Record<string, string> = {};
  for (const error of Array.isArray(errors) ? (errors as unknown[]) : []) {
    const { path, message } = (error ?? {}) as {
      readonly path?: unknown;
      readonly message?: unknown;
    };
    const field = typeof path === 'string' ? path.replace(/^\//, '') : '';
    const name = Object.hasOwn(NAMES, field) ? NAMES[field] : undefined;
    if (name === undefined || typeof message !== 'string') continue;
    fields[field] ??= asSentence(`${name} ${message}`);
  }
  return fields;
};

const asSentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.`;

const waitWords = (seconds: number): string => {
  if (!(seconds > 0)) return 'in some minutes';
  if (seconds <= 90) return 'in a minute';
  return seconds <= 3_600 ? `in ${Math.ceil(seconds / 60)} minutes` : 'later today';
};
