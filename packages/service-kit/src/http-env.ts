import type { IncomingMessage } from 'node:http';
import type { Key } from './keyring.ts';

/**
 * What every route finds in its context. `requestId` is in the reply's `X-Request-Id` and in each
 * log line about the request; `key` is null until `requireScope` let the request pass.
 */
export type HttpEnv = {
  /** Node's own request; absent where an application is called without a server. */
  Bindings: { incoming?: IncomingMessage };
  Variables: { requestId: string; key: Key | null };
};
