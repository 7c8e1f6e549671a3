import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ClickHouseError } from './clickhouse-error.ts';

export type Credentials = { readonly user: string; readonly password: string };

/**
 * Name and password of a request, as a server takes them: Basic, else the `X-ClickHouse-` headers,
 * else the parameters `user` and `password`.
 */
export const credentialsOf = (
  headers: IncomingHttpHeaders,
  parameters: ReadonlyMap<string, string>,
): Credentials => {
  const basic = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const [user = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    return { user, password: rest.join(':') };
  }
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    user: header('x-clickhouse-user') ?? parameters.get('user') ?? 'default',
    password: header('x-clickhouse-key') ?? parameters.get('password') ?? '',
  };
};

/** Throws AUTHENTICATION_FAILED, after a time that says nothing about the right password. */
export const expectCredentials = (given: Credentials, right: Credentials): void => {
  const user = same(given.user, right.user);
  const password = same(given.password, right.password);
  if (user && password) return;
  throw new ClickHouseError(
    'AUTHENTICATION_FAILED',
    'Authentication failed: password is incorrect, or there is no user with such name',
  );
};

/**
 * Where no password is asked for, a page in a browser on this machine could send statements: a
 * browser says where its request comes from, and no client of a database does.
 */
export const expectNoBrowser = (headers: IncomingHttpHeaders): void => {
  if (headers.origin === undefined && headers['sec-fetch-site'] === undefined) return;
  throw new ClickHouseError(
    'AUTHENTICATION_FAILED',
    'Authentication failed: a browser needs a password, and this server has none',
  );
};

const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
