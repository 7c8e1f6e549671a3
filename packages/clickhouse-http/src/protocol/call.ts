import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { readStatement, type Statement } from '../statement/statement.ts';
import { uncompressedBlocks } from '../compression/compressed-blocks.ts';
import { ClickHouseError, unsupported } from './clickhouse-error.ts';
import { readBody, type BodyLimits } from './read-body.ts';
import { fieldTooLong, MAX_FIELD_BYTES, readForm } from './read-form.ts';

/** What a request asks for. */
export type Call = {
  /** Null where there is none: a server answers `Ok.`. */
  readonly statement: Statement | null;
  readonly settings: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
  readonly database: string | null;
  readonly format: string;
};

export type CallRules = BodyLimits & {
  /** Parameters that would be another answer than the one asked for if they were ignored. */
  readonly refused: readonly string[];
};

/** The parameters of a URL, each with its last value. Throws for what is longer than a server takes. */
export const parametersOf = (url: URL): ReadonlyMap<string, string> => checked(url.searchParams);

/** Reads the body and makes the call of it and the parameters of the URL. */
export const readCall = async (
  request: IncomingMessage,
  parameters: ReadonlyMap<string, string>,
  { refused, ...limits }: CallRules,
): Promise<Call> => {
  refuse(parameters, refused);
  const sent = await readBody(request, limits);
  const body = isSet(parameters, 'decompress')
    ? await uncompressedBlocks(sent, limits.maxBytes)
    : sent;
  if (body !== sent) limits.take(body.length);
  const isForm = /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
  if (isForm && !isUtf8(body)) throw new ClickHouseError('BAD_ARGUMENTS', 'the form is not UTF-8');
  const form = isForm ? checked(await readForm(request.headers, body)) : new Map<string, string>();
  refuse(form, refused);
  const all = new Map([...parameters, ...form]);
  const header = (name: string): string | null => {
    const value = request.headers[`x-clickhouse-${name}`];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const settings = new Map([...all].filter(([name]) => !isOwn(name)));
  // Whatever else the engine would take for 0.
  if (request.method !== 'POST' && !['1', '2'].includes(settings.get('readonly') ?? '')) {
    settings.set('readonly', '2');
  }
  const format = all.get('default_format') ?? header('format') ?? 'TabSeparated';
  if (!/^\w+$/.test(format)) throw new ClickHouseError('BAD_ARGUMENTS', 'no such format');
  return {
    statement: readStatement(all.get('query') ?? '', isForm ? EMPTY : body),
    settings,
    params: new Map(
      [...all].flatMap(([name, text]) =>
        name.startsWith(PARAM) ? [[name.slice(PARAM.length), text] as const] : [],
      ),
    ),
    database: all.get('database') ?? header('database'),
    format,
  };
};

const EMPTY = Buffer.alloc(0);
const PARAM = 'param_';

const checked = (fields: Iterable<readonly [string, string]>): ReadonlyMap<string, string> => {
  const found = new Map(fields);
  for (const [name, value] of found) {
    if (Buffer.byteLength(value) > MAX_FIELD_BYTES) throw fieldTooLong(name);
  }
  return found;
};

/** Parameters of the protocol, which are no settings of the engine. */
const OWN = new Set([
  ...['query', 'database', 'default_format', 'query_id', 'user', 'password', 'quota_key'],
  ...['wait_end_of_query', 'buffer_size', 'enable_http_compression', 'compress', 'decompress'],
  ...[
    'stacktrace',
    'client_protocol_version',
    'close_session',
    'session_id',
    'session_check',
    'session_timeout',
  ],
]);

const isOwn = (name: string): boolean => OWN.has(name) || name.startsWith(PARAM);

const isSet = (parameters: ReadonlyMap<string, string>, name: string): boolean =>
  !['', '0', undefined].includes(parameters.get(name));

const refuse = (parameters: ReadonlyMap<string, string>, refused: readonly string[]): void => {
  const name = refused.find((name) => isSet(parameters, name));
  if (name !== undefined) throw unsupported(name);
};
