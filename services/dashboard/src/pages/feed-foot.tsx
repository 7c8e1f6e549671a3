/** @jsxRuntime automatic */
/** @jsxImportSource hono/jsx */
import type { TrendingReply } from '@emberlog/api';
import type { Sort } from '../feed/feed-request.ts';
import { clockTime } from '../words/day-words.ts';
import { durationWords, plural } from '../words/duration-words.ts';

export type FeedFootOptions = {
  readonly reply: TrendingReply;
  readonly sort: Sort;
  readonly halfLifeMs: number;
  /** Address of the page about asking in SQL. */
  readonly sqlDocs: string | null;
};

/** What the list knew when it was made, and why it is in this order. */
export const FeedFoot = ({ reply, sort, halfLifeMs, sqlDocs }: FeedFootOptions) => (
  <footer class="foot">
    <p>
      as of{' '}
      <time datetime={reply.as_of} data-show="time">
        {clockTime(reply.as_of)}
      </time>
      <span class="dot"> · </span>
      <span>{behind(reply.freshness.lag_seconds)}</span>
    </p>
    {sqlDocs === null ? null : (
      <p>
        <a href={sqlDocs}>ask in SQL</a>
      </p>
    )}
    <details class="order">
      <summary>why this order?</summary>
      <p>{reason(sort, halfLifeMs, reply)}</p>
      <p>Papers with the same score: the one listed last comes first.</p>
    </details>
  </footer>
);

const behind = (seconds: number): string => {
  if (seconds === 0) return 'up to date';
  if (seconds < 120) return `${seconds.toFixed(1)} s behind`;
  return `${durationWords(Math.round(seconds / 60) * 60_000)} behind`;
};

const reason = (sort: Sort, halfLifeMs: number, reply: TrendingReply): string => {
  if (sort === 'new') return 'The paper listed last is first. Votes change nothing here.';
  if (sort === 'top')
    return 'The paper with the most votes is first, whenever they were cast. A vote taken back is not counted.';
  const prior = Number(reply.algorithm.params['prior'] ?? 0);
  const start = prior === 0 ? '' : ` A new paper starts with ${plural(prior, 'vote')} of its own.`;
  return `Each vote weighs 1 when it is cast and half as much every ${durationWords(halfLifeMs)}.${start} The sum is the score; “why?” at a paper shows its parts.`;
};
