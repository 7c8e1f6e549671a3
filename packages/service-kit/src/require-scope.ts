import type { MiddlewareHandler } from 'hono';
import type { HttpEnv } from './http-env.ts';
import type { Keyring } from './keyring.ts';
import { createProblem } from './problem.ts';

/**
 * Lets a request pass whose key has the scope, and leaves the key in the context as `key`.
 * Without a known key 401 with `WWW-Authenticate: Bearer`; without the scope 403 naming it.
 */
export function requireScope<S extends string>(
  keyring: Keyring<S>,
  scope: NoInfer<S>,
): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const header = c.req.header('Authorization');
    const key = keyring.authenticate(header);
    if (key === null) {
      throw createProblem({
        status: 401,
        detail:
          header === undefined
            ? `a key with the scope ${scope} is required: Authorization: Bearer <key>`
            : 'the key is malformed or not known',
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    if (!key.scopes.has(scope)) {
      throw createProblem({
        status: 403,
        detail: `the key ${key.id} lacks the scope ${scope}`,
        headers: { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
      });
    }
    c.set('key', key);
    await next();
  };
}
