import type { Freshness } from '@emberlog/api';
import { incomingOf, type HttpEnv } from '@emberlog/service-kit';
import type { Context } from 'hono';
import type { Answer } from '../list/answer-cache.ts';
import type { describeCut } from '../position/resolve-cut.ts';

/**
 * Sends an answer that is a JSON object with how fresh it is, or 304 to who has it already.
 * Freshness reads a clock and is therefore no part of the entity tag.
 */
export const sendAnswer = (c: Context<HttpEnv>, answer: Answer, freshness: Freshness): Response => {
  const opened = answer.text.slice(0, -1);
  const text = `${opened},"freshness":${JSON.stringify(freshness)}}`;
  return send(c, { ...answer, text }, 'application/json');
};

/** Sends an answer as it is, with how fresh it is in headers, or 304 to who has it already. */
export const sendText = (
  c: Context<HttpEnv>,
  answer: Answer,
  type: string,
  { data_as_of: dataAsOf, lag_seconds: lagSeconds }: Freshness,
): Response => {
  const told = {
    ...(dataAsOf === null ? {} : { 'Emberlog-Data-As-Of': dataAsOf }),
    'Emberlog-Lag-Seconds': String(lagSeconds),
  };
  return send(c, { ...answer, headers: { ...answer.headers, ...told } }, type);
};

/** What a reply that is no JSON object says of its cut. */
export const provenanceOf = ({ as_of, position }: ReturnType<typeof describeCut>) => ({
  'Emberlog-As-Of': as_of,
  'Emberlog-Position': position,
});

const send = (c: Context<HttpEnv>, { text, headers, etag }: Answer, type: string): Response => {
  const all = { ...headers, ETag: etag, 'Cache-Control': 'no-cache' };
  if (isKnown(heldBy(c), etag)) return c.body(null, 304, all);
  // Not by the context, which would make an object of headers first: that costs as much as the rest.
  return new Response(text, { headers: { ...all, 'Content-Type': type } });
};

/** From Node's own request where there is one: the web's headers would be made of all for this one. */
const heldBy = (c: Context<HttpEnv>): string | undefined => {
  const incoming = incomingOf(c.env);
  return incoming === undefined ? c.req.header('If-None-Match') : incoming.headers['if-none-match'];
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
