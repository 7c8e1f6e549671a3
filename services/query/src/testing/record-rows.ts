import type { ItemRow, ViewRow, VoteRow } from '@emberlog/clickhouse';
import { foldVotes, type ItemVersion, type VoteRecord } from '@emberlog/ranking';
import { versionColumns } from './item-rows.ts';

export type VersionRecord = ItemVersion & { readonly item: string };
type ViewRecord = Omit<VoteRecord, 'kind'> & { readonly kind: 'viewed' };
/** What a test writes: `logged` is when the log takes it in, and never decreases. */
export type TestRecord = VoteRecord | VersionRecord | ViewRecord;

/** A record in its place in the log. */
export type Placed = { readonly record: TestRecord; readonly kp: number; readonly off: number };

export const tableOf = (record: TestRecord): 'items' | 'votes' | 'views' => {
  if (isVote(record)) return 'votes';
  return record.kind === 'viewed' ? 'views' : 'items';
};

const isVote = (record: TestRecord): record is VoteRecord =>
  record.kind === 'upvoted' || record.kind === 'retracted';

const originOf = ({ record, kp, off }: Placed) => {
  return { kp, off, appended: record.logged, logged: record.logged, digest: '0' };
};

const eventOf = ({ item, id, time, logged }: TestRecord) => {
  return { item, event_id: id, event_time: time, recorded_at: Math.min(time, logged) };
};

const hashOf = (actor: string): string => BigInt(`0x${actor}`).toString();

/** Every vote so far with what became of it: later records do not change that. */
export const voteRows = (placed: readonly Placed[]): readonly VoteRow[] => {
  const votes = placed.flatMap((each) => {
    const { record } = each;
    return isVote(record) ? [{ record, origin: originOf(each) }] : [];
  });
  const { ledger, outcomes } = foldVotes(votes.map(({ record }) => record));
  const transitions = [...ledger];
  return votes.map(({ record, origin }, index) => {
    const outcome = outcomes[index] ?? 'stale';
    const transition = outcome === 'counted' ? transitions.shift() : undefined;
    const event = eventOf(record);
    return {
      ...origin,
      ...event,
      voter: hashOf(record.actor),
      kind: record.kind,
      outcome,
      effective_at: transition?.effectiveAt ?? event.recorded_at,
      delta: transition?.delta ?? 0,
    };
  });
};

export const itemRows = (placed: readonly Placed[]): readonly ItemRow[] =>
  placed.flatMap((each) => {
    const { record } = each;
    if (isVote(record) || record.kind === 'viewed') return [];
    return [{ ...originOf(each), ...versionColumns(record.item, record) }];
  });

export const viewRows = (placed: readonly Placed[]): readonly ViewRow[] =>
  placed.flatMap((each) => {
    const { record } = each;
    if (record.kind !== 'viewed') return [];
    const window_start = Math.floor(record.time / 1_800_000) * 1_800;
    const columns = {
      viewer: hashOf(record.actor),
      window_start,
      outcome: 'counted',
      delta: 1,
    } as const;
    return [{ ...originOf(each), ...eventOf(record), ...columns }];
  });
