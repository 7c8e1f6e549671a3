import type { IncomingHttpHeaders } from 'node:http';
import { ClickHouseError } from '../protocol/clickhouse-error.ts';
import { credentialsOf } from '../protocol/credentials.ts';

/** What is known of a key that was presented. */
export type SqlKey = {
  readonly id: string;
  /** Whether it is good for questions. */
  readonly maySelect: boolean;
};

/** The key that a password is; null for one that is not known. */
export type Authenticate = (password: string) => SqlKey | null;

/**
 * Id of the key that a request brings: as the password of any user, or as a bearer's token. Throws
 * REQUIRED_PASSWORD without one, AUTHENTICATION_FAILED for one that is not known, and ACCESS_DENIED
 * for one that is not good for questions. Not from the URL: those are written down on their way.
 */
export const keyOf = (
  headers: IncomingHttpHeaders,
  parameters: ReadonlyMap<string, string>,
  authenticate: Authenticate,
): string => {
  if (parameters.has('password')) {
    throw new ClickHouseError(
      'AUTHENTICATION_FAILED',
      'Authentication failed: a key in the URL is read by all it passes: send it as Basic or X-ClickHouse-Key',
    );
  }
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const password = bearer ?? credentialsOf(headers, new Map()).password;
  if (password === '') {
    throw new ClickHouseError(
      'REQUIRED_PASSWORD',
      'Authentication is required: any user name, and as its password a key with the scope sql',
    );
  }
  const key = authenticate(password);
  if (key === null) {
    throw new ClickHouseError(
      'AUTHENTICATION_FAILED',
      'Authentication failed: the password must be a key with the scope sql, and this one is not known or was revoked',
    );
  }
  if (key.maySelect) return key.id;
  throw new ClickHouseError(
    'ACCESS_DENIED',
    `Not enough privileges: the key ${key.id} lacks the scope sql`,
  );
};
