import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Key } from './keyring.ts';

/**
 * What every route finds in its context. `requestId` is in the reply's `X-Request-Id` and in each
 * log line about the request; `key` is null until `requireScope` let the request pass.
 */
export type HttpEnv = {
  /** Node's own request and reply; absent where an application is called without a server. */
  Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse };
  Variables: { requestId: string; key: Key | null };
};
