import type { LogRecord } from '@emberlog/event-log';
import {
  foldItem,
  foldVotes,
  rankItems,
  type ItemVersion,
  type RankableItem,
  type VoteRecord,
} from '@emberlog/ranking';
import { PRIOR, SCORE_CASES, type Row, type ScoredPlace } from './dump.ts';
import { judgeRecords, type Judged } from './expected-rows.ts';

type Readable = Judged & { readonly event: NonNullable<Judged['event']> };

/** What lists must say of a log, by the definitions of the ranking package. */
export const expectedLists = (
  records: readonly LogRecord[],
): readonly (readonly ScoredPlace[])[] => {
  const versions = new Map<string, ItemVersion[]>();
  for (const { event, logged } of readable(records, 'emberlog.items')) {
    const { id, time, subject } = event;
    const published = event.type === 'item.published';
    const version = {
      id,
      time,
      logged,
      kind: published ? ('published' as const) : ('withdrawn' as const),
      patch: published ? event.data : {},
    };
    versions.set(subject, [...(versions.get(subject) ?? []), version]);
  }
  const { ledger } = foldVotes(readable(records, 'emberlog.votes').map(voteOf));
  return SCORE_CASES.map(({ asOf, halfLifeMs }) => {
    const items = Array.from(versions, ([id, all]): RankableItem[] => {
      const item = foldItem(all, asOf);
      return item === null ? [] : [{ id, ...item }];
    }).flat();
    return rankItems({
      algorithm: 'trending',
      params: { halfLifeMs, prior: PRIOR, windowMs: null },
      asOf,
      items,
      ledger,
    }).map(({ id, score }) => ({ item: id, score: score.toString() }));
  });
};

/** Votes and views of each item, summed from the rows a log must give. */
export const expectedTotals = (rows: Readonly<Record<string, readonly Row[]>>): readonly Row[] => {
  const sum = (table: string): ReadonlyMap<string, number> => {
    const sums = new Map<string, number>();
    for (const { item, delta, recorded_at } of rows[table] ?? []) {
      if (item === '' || Date.parse(`${String(recorded_at)}Z`) > SCORE_CASES[0].asOf) continue;
      sums.set(String(item), (sums.get(String(item)) ?? 0) + Number(delta));
    }
    return sums;
  };
  return [
    ...Array.from(sum('votes'), ([item, upvotes]) => ({ item, upvotes })),
    ...Array.from(sum('views'), ([item, views]) => ({ item, views })),
  ];
};

const readable = (records: readonly LogRecord[], topic: string): readonly Readable[] =>
  judgeRecords(records.filter((record) => record.topic === topic)).filter(
    (judged): judged is Readable => judged.event !== null,
  );

const voteOf = ({ event, logged }: Readable): VoteRecord => ({
  item: event.subject,
  actor: 'actor' in event.data ? String(event.data.actor) : '',
  kind: event.type === 'item.upvoted' ? 'upvoted' : 'retracted',
  time: event.time,
  id: event.id,
  logged,
});
