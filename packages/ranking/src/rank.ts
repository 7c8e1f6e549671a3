import { compareIds } from './event-order.ts';
import type { ItemAt } from './item-fold.ts';
import { countVotes, recordedBy, scoreItem, type Ranking } from './score.ts';
import { isWithin, topWindow } from './top-window.ts';
import type { LedgerRow } from './vote-fold.ts';

/** What a list must know of an item, as it was at as_of: an `ItemAt` and its id. */
export type RankableItem = { readonly id: string } & Pick<
  ItemAt,
  'listedAt' | 'listedOn' | 'listed' | 'organization' | 'tags'
>;

/** Conditions an item must meet; an absent one is met by all. */
export type RankFilters = {
  /** The organization's `name`. */
  readonly organization?: string;
  readonly tag?: string;
  /** The date of the daily list, `YYYY-MM-DD`. */
  readonly listedOn?: string;
  /** Votes active at as_of, whatever their age. */
  readonly minVotes?: number;
};

export type RankRequest = Ranking & {
  /** ms UTC. */
  readonly asOf: number;
  readonly filters?: RankFilters;
  readonly items: readonly RankableItem[];
  readonly ledger: readonly LedgerRow[];
};

/** A place in a list; `rank` counts from 1, `votes` are those active at as_of. */
export type RankedItem = {
  readonly rank: number;
  readonly id: string;
  readonly score: bigint;
  readonly votes: number;
  readonly listedAt: number;
};

/**
 * The whole list at `asOf`, by score, then newest listing, then bytes of the id. It goes through
 * every vote of every item: the definition that faster answers are held to.
 */
export const rankItems = (request: RankRequest): readonly RankedItem[] => {
  const { items, asOf, filters = {} } = request;
  const ledgers = groupByItem(request.ledger);
  return items
    .filter((item) => mayAppear(request, item) && passes(filters, item))
    .map(({ id, listedAt }) => {
      const ledger = ledgers.get(id) ?? [];
      const score = scoreItem(request, { listedAt, ledger }, asOf);
      return { id, score, votes: countVotes(recordedBy(ledger, asOf)), listedAt };
    })
    .filter(({ votes }) => votes >= (filters.minVotes ?? 0))
    .sort(
      (a, b) =>
        Number(b.score > a.score) - Number(b.score < a.score) ||
        b.listedAt - a.listedAt ||
        compareIds(a.id, b.id),
    )
    .map((item, index) => ({ rank: index + 1, ...item }));
};

const groupByItem = (ledger: readonly LedgerRow[]): ReadonlyMap<string, readonly LedgerRow[]> => {
  const groups = new Map<string, LedgerRow[]>();
  for (const row of ledger) {
    const group = groups.get(row.item);
    if (group === undefined) groups.set(row.item, [row]);
    else group.push(row);
  }
  return groups;
};

/** An item that is listed after as_of does not exist yet. */
const mayAppear = (request: RankRequest, { listed, listedAt }: RankableItem): boolean =>
  listed && listedAt <= request.asOf && isInWindow(request, listedAt);

const isInWindow = (request: RankRequest, listedAt: number): boolean => {
  if (request.algorithm === 'top') {
    const { basis, window } = request.params;
    return basis === 'voted' || isWithin(topWindow(window, request.asOf), listedAt);
  }
  const { windowMs } = request.params;
  return windowMs === null || listedAt > request.asOf - windowMs;
};

const passes = ({ organization, tag, listedOn }: RankFilters, item: RankableItem): boolean =>
  (organization === undefined || item.organization?.name === organization) &&
  (tag === undefined || (item.tags ?? []).includes(tag)) &&
  (listedOn === undefined || item.listedOn === listedOn);
