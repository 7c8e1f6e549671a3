import { compareEvents, type EventKey } from './event-order.ts';

/** One vote event as the log holds it. Times are ms UTC. */
export type VoteRecord = {
  readonly item: string;
  readonly actor: string;
  readonly kind: 'upvoted' | 'retracted';
  /** The sender's own time, up to five minutes ahead of `logged`. */
  readonly time: number;
  readonly id: string;
  /** When the log took it in; never decreases within a partition. */
  readonly logged: number;
};

/** What became of an event: only `counted` ones changed anything and left a ledger row. */
export type Outcome = 'counted' | 'repeat' | 'stale';

/**
 * One transition of a vote: from `recordedAt` on, `delta` votes more that were cast at
 * `effectiveAt`. A retraction is −1 at the time of the vote it takes back, so nothing remains.
 */
export type LedgerRow = {
  readonly item: string;
  readonly actor: string;
  readonly effectiveAt: number;
  readonly recordedAt: number;
  readonly delta: 1 | -1;
};

export type VoteFold = {
  readonly ledger: readonly LedgerRow[];
  /** One for each record, in the order of the records. */
  readonly outcomes: readonly Outcome[];
};

type VoteState = { on: boolean; effectiveAt: number | null; last: EventKey };

/**
 * Folds vote events, in log order, into the ledger that all rankings sum. A vote is a state for each
 * (item, actor): the event with the latest (time, id) decides it, whatever the order of arrival.
 */
export const foldVotes = (records: Iterable<VoteRecord>): VoteFold => {
  const states = new Map<string, VoteState>();
  const ledger: LedgerRow[] = [];
  const outcomes: Outcome[] = [];
  for (const record of records) {
    const key = `${record.item}\0${record.actor}`;
    const state = states.get(key);
    // Own times, not stored ones: a resend has a later `logged` but must still be found stale.
    if (state !== undefined && compareEvents(record, state.last) <= 0) {
      outcomes.push('stale');
      continue;
    }
    const on = record.kind === 'upvoted';
    const counted = on !== (state?.on ?? false);
    const recordedAt = Math.min(record.time, record.logged);
    // The first cast's time for good: toggling a vote cannot refresh it.
    const effectiveAt = state?.effectiveAt ?? (on ? recordedAt : null);
    states.set(key, { on, effectiveAt, last: record });
    outcomes.push(counted ? 'counted' : 'repeat');
    if (counted && effectiveAt !== null) {
      const { item, actor } = record;
      ledger.push({ item, actor, effectiveAt, recordedAt, delta: on ? 1 : -1 });
    }
  }
  return { ledger, outcomes };
};
