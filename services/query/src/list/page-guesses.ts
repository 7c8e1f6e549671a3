import { LRUCache } from 'lru-cache';
import type { ListRequest } from '../request/list-request.ts';

/** Which items a page will probably hold: those that it held when it was asked for last. */
export type PageGuesses = {
  readonly of: (request: ListRequest) => readonly string[];
  readonly note: (request: ListRequest, items: readonly string[]) => void;
};

/** Pages remembered: the first ones of the lists that are asked for most. */
const MOST_PAGES = 200;

export const createPageGuesses = (): PageGuesses => {
  const pages = new LRUCache<string, readonly string[]>({ max: MOST_PAGES });
  const keyOf = ({ call, settings, limit }: ListRequest): string =>
    JSON.stringify([call, settings, limit]);
  return {
    of: (request) => (request.last === null ? (pages.get(keyOf(request)) ?? []) : []),
    note: (request, items) => {
      if (request.last === null) pages.set(keyOf(request), items);
    },
  };
};
