import { foldItem, foldVotes, type ItemAt, type Outcome, type VoteRecord } from '@emberlog/ranking';
import { groupedBy } from './grouped-by.ts';
import type { TestRecord } from './record-rows.ts';

/** A vote event with what became of it. Times are ms UTC. */
type VoteFact = {
  readonly item: string;
  readonly voter: string;
  readonly kind: VoteRecord['kind'];
  readonly outcome: Outcome;
  readonly effectiveAt: number;
  readonly recordedAt: number;
  readonly loggedAt: number;
  readonly delta: number;
};

type ViewFact = {
  readonly item: string;
  /** Null: nobody was named. */
  readonly viewer: string | null;
  readonly effectiveAt: number;
  readonly loggedAt: number;
};

export type SiteFacts = {
  /** What lists may hold, by id. */
  readonly items: ReadonlyMap<string, ItemAt>;
  readonly votes: readonly VoteFact[];
  readonly views: readonly ViewFact[];
};

/** What a log says at a time, ms UTC, by the folds that define it and no SQL. */
export const siteFacts = (records: readonly TestRecord[], now: number): SiteFacts => {
  const kindsOf = <K extends TestRecord['kind']>(...kinds: readonly K[]) =>
    records.filter((record): record is Extract<TestRecord, { readonly kind: K }> =>
      (kinds as readonly string[]).includes(record.kind),
    );
  const versions = groupedBy(kindsOf('published', 'withdrawn'), ({ item }) => item);
  const items = [...versions].flatMap(([id, own]): [string, ItemAt][] => {
    const item = foldItem(own, now);
    return item?.listed === true && item.listedAt <= now ? [[id, item]] : [];
  });
  return {
    items: new Map(items),
    votes: voteFacts(kindsOf('upvoted', 'retracted')),
    views: kindsOf('viewed').map(({ item, actor, time, logged }) => ({
      item,
      viewer: /^0+$/.test(actor) ? null : actor,
      effectiveAt: Math.min(time, logged),
      loggedAt: logged,
    })),
  };
};

const voteFacts = (records: readonly VoteRecord[]): readonly VoteFact[] => {
  const { ledger, outcomes } = foldVotes(records);
  const transitions = [...ledger];
  return records.map(({ item, actor, kind, time, logged }, index) => {
    const outcome = outcomes[index] ?? 'stale';
    const transition = outcome === 'counted' ? transitions.shift() : undefined;
    const recordedAt = Math.min(time, logged);
    return {
      ...{ item, voter: actor, kind, outcome, recordedAt, loggedAt: logged },
      effectiveAt: transition?.effectiveAt ?? recordedAt,
      delta: transition?.delta ?? 0,
    };
  });
};
