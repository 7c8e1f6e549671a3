import type { ServerResponse } from 'node:http';

/** Ends when the connection is lost before the reply was sent. */
export const whenGone = (response: ServerResponse): AbortSignal => {
  const gone = new AbortController();
  if (response.destroyed) gone.abort();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
};
