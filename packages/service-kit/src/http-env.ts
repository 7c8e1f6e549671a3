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

/** Hono leaves the bindings undefined where none are given, whatever their type says. */
type MaybeBindings = HttpEnv['Bindings'] | undefined;

/** Node's own request, which needs no objects of the web to be made first. */
export const incomingOf = (bindings: MaybeBindings): IncomingMessage | undefined =>
  bindings?.incoming;

/** Node's own reply; see {@link incomingOf}. */
export const outgoingOf = (bindings: MaybeBindings): ServerResponse | undefined =>
  bindings?.outgoing;
