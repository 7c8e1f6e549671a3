import { createProblem, type HttpEnv } from '@emberlog/service-kit';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** What a request says, as its schema wants it, and whether an HTML form said it. */
export type Fields = { readonly fields: unknown; readonly isForm: boolean };

const MOST_BYTES = 16 * 1024;
const FORM = 'application/x-www-form-urlencoded';
/** Fields of a form that may come several times. */
const LISTS = ['organization', 'tag'] as const;

/** Refuses a body above 16 KiB with 413. */
export const smallBody = bodyLimit({
  maxSize: MOST_BYTES,
  onError: () => {
    throw createProblem({ status: 413, detail: `the body must be at most ${MOST_BYTES} bytes` });
  },
});

/** The body as JSON or as a form; throws a problem 400 for what is neither, 415 for what is said to be neither. */
export const readFields = async (c: Context<HttpEnv>): Promise<Fields> => {
  const type = mediaTypeOf(c);
  const isPacked = c.req.header('Content-Encoding') !== undefined;
  if (isPacked || (type !== 'application/json' && type !== FORM)) throw unsupported();
  const text = decoded(await c.req.arrayBuffer());
  return type === FORM
    ? { fields: formFields(new URLSearchParams(text)), isForm: true }
    : { fields: parsed(text), isForm: false };
};

export const isForm = (c: Context<HttpEnv>): boolean => mediaTypeOf(c) === FORM;

/** Without parameters, lower-case; empty where there is none. */
export const mediaTypeOf = (c: Context<HttpEnv>): string =>
  (c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

const unreadable = (code: string, message: string, path = '') =>
  createProblem({
    status: 400,
    detail: `the body is not valid: ${`${path} ${message}`.trim()}`,
    errors: [{ path, code, message }],
  });

const notUtf8 = () => unreadable('not_utf8', 'must be UTF-8');

const unsupported = () =>
  createProblem({
    status: 415,
    detail: `the body must be application/json or ${FORM}, not compressed`,
    headers: { 'Accept-Post': `application/json, ${FORM}` },
  });

const decoded = (bytes: ArrayBuffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8();
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('not_json', 'must be JSON');
  }
};

/** A form as the JSON that says the same: an empty field is an absent one, a number is one. */
const formFields = (form: URLSearchParams): unknown => {
  // What the parser puts in the place of escaped bytes that are no UTF-8.
  if ([...form].flat().some((text) => text.includes('\ufffd'))) throw notUtf8();
  const lists = LISTS.map((name) => [name, textsOf(form, name)] as const);
  const singles = [...form].filter(([name, value]) => !isList(name) && value !== '');
  const names = singles.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw unreadable('repeated_field', 'must be given once', pointer(twice));
  const fields = Object.fromEntries(singles.map(([name, value]) => [name, valueOf(name, value)]));
  // The list of weekdays stands on the page whatever the cadence is.
  const isDaily = fields['cadence'] === 'daily';
  const kept = Object.entries(fields).filter(([name]) => name !== 'weekday' || !isDaily);
  return Object.fromEntries([...kept, ['filters', Object.fromEntries(lists)]]);
};

const isList = (name: string): boolean => LISTS.some((list) => list === name);

const textsOf = (form: URLSearchParams, name: string): readonly string[] => [
  ...new Set(
    form
      .getAll(name)
      .map((text) => text.trim())
      .filter((text) => text !== ''),
  ),
];

const valueOf = (name: string, value: string): string | number =>
  (name === 'hour' || name === 'weekday') && /^\d{1,2}$/.test(value) ? Number(value) : value;

/** A name of the sender's own is not repeated to it: it may be an address that lost its field. */
const pointer = (name: string): string => (/^[a-z_]{1,20}$/.test(name) ? `/${name}` : '');
