import { createHash } from 'node:crypto';
import { ITEM_FIELD_BITS } from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import { decodeEvent, type EmberlogEvent, type ItemPatch } from '@emberlog/events';
import { naiveViews, naiveVotes } from '@emberlog/testing';
import type { Row } from './dump.ts';

const HALF_HOUR = 1_800_000;

/** A record with the greatest append time of its partition so far, and its event if it has one. */
export type Judged = {
  readonly record: LogRecord;
  readonly logged: number;
  readonly event: EmberlogEvent | null;
  /** Why there is no event. */
  readonly reason: string;
};

/** Judges the records of one topic, given in log order partition by partition. */
export const judgeRecords = (records: readonly LogRecord[]): readonly Judged[] => {
  const greatest = new Map<number, number>();
  return records.map((record) => {
    const logged = Math.max(record.appended, greatest.get(record.partition) ?? 0);
    greatest.set(record.partition, logged);
    const decoded = decodeEvent(record.value);
    if (!decoded.ok) return { record, logged, event: null, reason: decoded.reason };
    const own = decoded.event.subject === record.key;
    return own
      ? { record, logged, event: decoded.event, reason: '' }
      : { record, logged, event: null, reason: 'subject: is not the key of the record' };
  });
};

/** What the tables must hold, from the records alone and by the definitions, one row a record. */
export const expectedRows = (records: readonly LogRecord[]): Readonly<Record<string, Row[]>> => {
  const of = (topic: string): readonly Judged[] =>
    judgeRecords(records.filter((record) => record.topic === topic));
  const [items, votes, views] = ['items', 'votes', 'views'].map((name) => of(`emberlog.${name}`));
  return {
    items: (items ?? []).map(itemRow),
    votes: voteRows(votes ?? []),
    views: viewRows(views ?? []),
    dead_letters: [items, views, votes].flatMap((judged) => (judged ?? []).flatMap(letter)),
  };
};

/** The rows of the readable ones, in their order, and dead ones between them. */
const withDead = (
  judged: readonly Judged[],
  alive: readonly Row[],
  dead: (at: Judged) => Row,
): Row[] => {
  const rows = [...alive];
  return judged.map((each) => (each.event === null ? dead(each) : (rows.shift() ?? {})));
};

const readable = (judged: readonly Judged[]): readonly Judged[] =>
  judged.filter(({ event }) => event !== null);

/** The naive folds take the time a record counts as logged for its append time. */
const asLogged = (judged: readonly Judged[]): LogRecord[] =>
  readable(judged).map(({ record, logged }) => ({ ...record, appended: logged }));

const voteRows = (judged: readonly Judged[]): Row[] => {
  const folded = naiveVotes(asLogged(judged));
  const alive = readable(judged).map((each, at) => {
    const { actor, outcome, effective, recorded, delta } = folded[at] ?? folded[0] ?? NOTHING;
    return {
      ...place(each),
      voter: actor,
      ...identity(each),
      kind: each.event?.type === 'item.upvoted' ? 'upvoted' : 'retracted',
      outcome,
      effective_at: time(effective),
      recorded_at: time(recorded),
      delta,
      ...evidence(each),
    };
  });
  return withDead(judged, alive, (each) => ({
    ...place(each),
    voter: '0',
    ...identity(each),
    kind: 'dead',
    outcome: 'dead',
    effective_at: time(each.logged),
    recorded_at: time(each.logged),
    delta: 0,
    ...evidence(each),
  }));
};

const NOTHING = { actor: '', outcome: '', effective: 0, recorded: 0, delta: 0 };

const viewRows = (judged: readonly Judged[]): Row[] => {
  const folded = naiveViews(asLogged(judged));
  const viewRow = (each: Judged, viewer: string, outcome: string, delta: number): Row => ({
    ...place(each),
    viewer,
    ...identity(each),
    window_start: time(Math.floor(timeOf(each) / HALF_HOUR) * HALF_HOUR).slice(0, 19),
    outcome,
    recorded_at: time(Math.min(timeOf(each), each.logged)),
    delta,
    ...evidence(each),
  });
  const alive = readable(judged).map((each, at) => {
    const { actor, outcome, delta } = folded[at] ?? NOTHING;
    return viewRow(each, actor, outcome, delta);
  });
  return withDead(judged, alive, (each) => viewRow(each, '0', 'dead', 0));
};

const itemRow = (each: Judged): Row => {
  const { event } = each;
  const patch: ItemPatch = event?.type === 'item.published' ? event.data : {};
  const counted = patch.authorCount ?? patch.authors?.length;
  const sets = Object.entries(ITEM_FIELD_BITS).filter(
    ([field]) => (patch as Record<string, unknown>)[field] !== undefined,
  );
  const mask = sets.reduce((sum, [, bit]) => sum | bit, 0);
  const countsAuthors = patch.authors == null ? 0 : ITEM_FIELD_BITS.authorCount;
  const byDefault =
    patch.listedOn === undefined ? (patch.publishedAt ?? timeOf(each)) : Date.parse(patch.listedOn);
  return {
    ...place(each),
    ...identity(each),
    recorded_at: time(Math.min(timeOf(each), each.logged)),
    kind: event === null ? 'dead' : event.type === 'item.published' ? 'published' : 'withdrawn',
    sets: mask | countsAuthors,
    title: patch.title ?? '',
    url: patch.url ?? null,
    summary: patch.summary ?? null,
    authors: patch.authors ?? [],
    author_count: counted ?? null,
    organization: patch.organization?.name ?? null,
    organization_fullname: patch.organization?.fullname ?? null,
    tags: patch.tags ?? [],
    published_at: patch.publishedAt == null ? null : time(patch.publishedAt),
    listed_at: time(patch.listedAt ?? byDefault),
    listed_on: patch.listedOn ?? null,
    comments: patch.comments ?? null,
    ...evidence(each),
  };
};

const letter = ({ record, event, reason }: Judged): Row[] =>
  event !== null
    ? []
    : [
        {
          topic: record.topic,
          kp: record.partition,
          off: String(record.offset),
          key: Buffer.from(record.key).toString('base64'),
          bytes: Buffer.from(record.value).toString('base64'),
          reason,
          appended: time(record.appended),
        },
      ];

const place = ({ record, event }: Judged) => ({
  kp: record.partition,
  off: String(record.offset),
  item: event?.subject ?? '',
});

const identity = (each: Judged) => ({
  event_id: each.event?.id ?? '',
  event_time: time(timeOf(each)),
});

const evidence = ({ record, logged }: Judged) => ({
  appended: time(record.appended),
  logged: time(logged),
  digest: createHash('sha256').update(record.value).digest().readBigUInt64BE().toString(),
});

/** The event's own time; a record without an event has that at which it was logged. */
const timeOf = ({ event, logged }: Judged): number => event?.time ?? logged;

const time = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').slice(0, 23);
