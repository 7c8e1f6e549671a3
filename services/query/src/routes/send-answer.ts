import type { Freshness } from '@emberlog/api';
import type { HttpEnv } from '@emberlog/service-kit';
import type { Context } from 'hono';
import type { Answer } from '../list/answer-cache.ts';

/**
 * Sends an answer with how fresh it is, or 304 to who has it already. Freshness reads a clock and
 * is therefore no part of the entity tag.
 */
export const sendAnswer = (
  c: Context<HttpEnv>,
  { opened, etag }: Answer,
  freshness: Freshness,
): Response => {
  const headers = { ETag: etag, 'Cache-Control': 'no-cache' };
  if (isKnown(c.req.header('If-None-Match'), etag)) return c.body(null, 304, headers);
  return c.body(`${opened},"freshness":${JSON.stringify(freshness)}}`, 200, {
    ...headers,
    'Content-Type': 'application/json',
  });
};

/** The weak comparison of RFC 9110 §8.8.3.2: `W/` says nothing. */
const isKnown = (header: string | undefined, etag: string): boolean => {
  if (header === undefined) return false;
  const opaque = etag.slice('W/'.length);
  return header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === opaque || tag === '*');
};
