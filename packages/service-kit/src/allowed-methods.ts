import type { Hono } from 'hono';
import type { HttpEnv } from './http-env.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/**
 * Tells which methods a path answers when it does not answer the one that was asked; null when it
 * answers none, or when it has a route for that method and the route itself found nothing.
 */
export function createAllowedMethods(app: Hono<HttpEnv>) {
  const answers = (method: string, path: string): boolean =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method);
  return (asked: string, path: string): readonly string[] | null => {
    if (answers(asked === 'HEAD' ? 'GET' : asked, path)) return null;
    const allowed = methods.filter((method) => answers(method, path));
    return allowed.length === 0
      ? null
      : allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  };
}
