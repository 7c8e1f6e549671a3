import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { HttpEnv } from './http-env.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * What a request asked for, in one of as many values as there are routes: its method, or `other`, and
 * the pattern of its route, or `none`.
 */
export const requestPattern = (c: Context<HttpEnv>): { method: string; route: string } => {
  const { method } = c.req;
  // Guards and the like match too; the route is what was registered for a method.
  const route = matchedRoutes(c).findLast((each) => each.method !== 'ALL')?.path ?? 'none';
  return { method: METHODS.has(method) ? method : 'other', route };
};
