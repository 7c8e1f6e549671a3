import { foldItem, foldVotes, rankItems, type LedgerRow } from '@emberlog/ranking';
import { versionsOf, votesOf, type WireEvent } from '../system/scenario.ts';
import { SENDERS, type SoakEvents } from './soak-events.ts';

/** Votes are folded a part of the items at a time: all at once they would not fit in memory. */
const SHARDS = 8;
const MINUTE = 60_000;
const SCALE = 2 ** 32;

/** What the definitions make of all that was sent. */
export type SoakFold = {
  readonly ledger: readonly LedgerRow[];
  /** Views by item: an actor counts once in each window, a nameless view once. */
  readonly views: ReadonlyMap<string, number>;
};

/** Folds the first `sent[i]` events of each sender; an actor counts once in so many minutes. */
export const foldSoak = (
  eventAt: SoakEvents,
  sent: readonly number[],
  windowMinutes = 30,
): SoakFold => {
  const viewKey = viewKeyOf(windowMinutes * MINUTE);
  const ledger: LedgerRow[] = [];
  const views = new Map<string, number>();
  for (let shard = 0; shard < SHARDS; shard++) {
    const votes: WireEvent[] = [];
    const seen = new Set<string>();
    for (let sender = 0; sender < SENDERS; sender++) {
      for (let at = 0; at < (sent[sender] ?? 0); at++) {
        const event = eventAt(sender, at);
        if (Number(event.subject.slice(-2)) % SHARDS !== shard) continue;
        if (event.type !== 'item.viewed') {
          votes.push(event);
          continue;
        }
        const key = viewKey(event);
        if (seen.has(key)) continue;
        seen.add(key);
        views.set(event.subject, (views.get(event.subject) ?? 0) + 1);
      }
    }
    for (const row of foldVotes(votesOf([votes])).ledger) ledger.push(row);
  }
  return { ledger, views };
};

const viewKeyOf =
  (windowMs: number) =>
  ({ id, subject, time, data }: WireEvent): string => {
    const { actor } = data;
    if (typeof actor !== 'string') return id;
    return `${subject} ${actor} ${Math.floor(Date.parse(time) / windowMs)}`;
  };

/** The trending list the definitions give, with the fields a reply has. */
export const expectedList = (
  { ledger, views }: SoakFold,
  published: readonly WireEvent[],
  asOf: number,
  halfLifeMs: number,
) => {
  const items = Array.from(versionsOf(published), ([id, version]) => {
    const item = foldItem([version], asOf);
    if (item === null) throw new Error(`no version of ${id}`);
    return { id, ...item };
  });
  return rankItems({
    algorithm: 'trending',
    params: { halfLifeMs, prior: 3, windowMs: null },
    asOf,
    items,
    ledger,
  }).map(({ id, rank, score, votes }) => ({
    id,
    rank,
    integer: score.toString(),
    score: Number(score) / SCALE,
    upvotes: votes,
    views: views.get(id) ?? 0,
  }));
};
