import { isWithin, topWindow, type TopWindow } from './top-window.ts';
import type { LedgerRow } from './vote-fold.ts';
import { weight } from './weight.ts';

export type TrendingParams = {
  readonly halfLifeMs: number;
  /** Pseudo-votes cast when the item was listed: they give a new item its start. */
  readonly prior: number;
  /** Only items listed within so many ms of as_of; null: all. */
  readonly windowMs: number | null;
};
export type NewParams = { readonly windowMs: number | null };
export type TopParams = {
  readonly window: TopWindow;
  /** `voted`: votes cast in the window; `published`: all votes of items listed in the window. */
  readonly basis: 'voted' | 'published';
};

/** An algorithm with its parameters. */
export type Ranking =
  | { readonly algorithm: 'trending'; readonly params: TrendingParams }
  | { readonly algorithm: 'new'; readonly params: NewParams }
  | { readonly algorithm: 'top'; readonly params: TopParams };

/** One item's share of the ledger, and when it was listed (ms UTC). */
export type ScoredItem = { readonly listedAt: number; readonly ledger: readonly LedgerRow[] };

/**
 * The score of one item at `asOf`, an integer: for `trending` in units of 2^−32 vote, for `new` the
 * ms UTC of its listing, for `top` a number of votes.
 */
export const scoreItem = (ranking: Ranking, item: ScoredItem, asOf: number): bigint => {
  const rows = recordedBy(item.ledger, asOf);
  switch (ranking.algorithm) {
    case 'trending': {
      const { halfLifeMs, prior } = ranking.params;
      const weigh = (time: number): bigint => BigInt(weight(asOf - time, halfLifeMs));
      return rows.reduce(
        (sum, { effectiveAt, delta }) => sum + BigInt(delta) * weigh(effectiveAt),
        BigInt(prior) * weigh(item.listedAt),
      );
    }
    case 'new':
      return BigInt(item.listedAt);
    case 'top': {
      const { window, basis } = ranking.params;
      const period = topWindow(window, asOf);
      const counted =
        basis === 'voted' ? rows.filter(({ effectiveAt }) => isWithin(period, effectiveAt)) : rows;
      return BigInt(countVotes(counted));
    }
  }
};

/** The rows that say what was true at `asOf`. */
export const recordedBy = (ledger: readonly LedgerRow[], asOf: number): readonly LedgerRow[] =>
  ledger.filter(({ recordedAt }) => recordedAt <= asOf);

/** How many votes rows add up to: a vote and its retraction are nothing. */
export const countVotes = (rows: readonly LedgerRow[]): number =>
  rows.reduce((sum, { delta }) => sum + delta, 0);
