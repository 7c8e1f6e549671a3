import { LRUCache } from 'lru-cache';
import type { ListRequest } from './list-request.ts';

export type RequestCache = {
  /** What a call's query string asks for. What `read` throws is thrown and not kept. */
  readonly get: (url: string, read: () => ListRequest) => ListRequest;
};

const MOST_KEPT = 1_000;

/** Longer ones carry tokens that hardly come twice. */
const LONGEST = 2_048;

/**
 * Remembers what was understood: reading costs more than all else of an answer from memory. The
 * clock enters only as the furthest time that may be asked for, so that what was right stays right.
 */
export const createRequestCache = (): RequestCache => {
  const kept = new LRUCache<string, ListRequest>({ max: MOST_KEPT });
  return {
    get: (url, read) => {
      const key = url.slice(url.indexOf('/', url.indexOf('//') + 2));
      const found = kept.get(key);
      if (found !== undefined) return found;
      const request = read();
      if (key.length <= LONGEST) kept.set(key, request);
      return request;
    },
  };
};
