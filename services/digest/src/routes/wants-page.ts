import type { HttpEnv } from '@emberlog/service-kit';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

/** Whether a page is preferred to JSON: browsers say so, programs that say nothing get JSON. */
export const wantsPage = (c: Context<HttpEnv>): boolean =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  }) === 'text/html';
