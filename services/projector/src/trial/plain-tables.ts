import type { Query, Reader, ViewRow, VoteRow } from '@emberlog/clickhouse';
import type { Tables } from './tables.ts';

type Asked = {
  readonly items: readonly string[];
  readonly kps: readonly number[];
  readonly offs: readonly number[];
  readonly windows?: readonly number[];
  readonly since?: number;
};
type Row = VoteRow | ViewRow;

/** Two arrays of rows that answer the questions of the projections: an engine for a thousand lives. */
export const createPlainTables = (): Tables => {
  const rows = { votes: [] as VoteRow[], views: [] as ViewRow[] };
  const answers: Readonly<Record<string, (asked: Asked) => readonly unknown[]>> = {
    'vote-states': (asked) => voteStatesOf(rows.votes.filter(isAsked(asked))),
    'counted-viewers': (asked) => viewersOf(rows.views.filter(isAsked(asked)), asked),
    'counted-anonymous-views': (asked) => anonymousOf(rows.views.filter(isAsked(asked)), asked),
  };
  const reader: Reader = {
    query: <R>({ name, row }: Pick<Query<never, R>, 'name' | 'row'>, params: unknown) => {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`plain tables know no ${name}`);
      return Promise.resolve(answer(params as Asked).map((found) => row.parse(found)));
    },
  };
  return {
    reader,
    insertVotes: (added) => Promise.resolve(void rows.votes.push(...added)),
    insertViews: (added) => Promise.resolve(void rows.views.push(...added)),
    empty: () => Promise.resolve(void Object.assign(rows, { votes: [], views: [] })),
    places: (table) => {
      const places = new Map<number, { next: number; logged: number }>();
      for (const { kp, off, logged } of inLogOrder<Row>(rows[table])) {
        places.set(kp, { next: off + 1, logged });
      }
      return Promise.resolve(places);
    },
    stored: (table) =>
      Promise.resolve(table === 'votes' ? storedVotes(rows.votes) : storedViews(rows.views)),
  };
};

const inLogOrder = <R extends Row>(rows: readonly R[]): readonly R[] =>
  rows.toSorted((a, b) => a.kp - b.kp || a.off - b.off);

/** Of the items asked for, and of the prefix of the log that counts. */
const isAsked =
  ({ items, kps, offs }: Asked) =>
  ({ item, kp, off }: Row): boolean =>
    items.includes(item) && off < (offs[kps.indexOf(kp)] ?? 0);

const voteStatesOf = (rows: readonly VoteRow[]): readonly unknown[] => {
  const keyOf = ({ kp, item, voter }: VoteRow): string => `${kp} ${item} ${voter}`;
  return [...new Set(rows.map(keyOf))].map((key) => {
    const own = rows.filter((row) => keyOf(row) === key);
    const counted = own.filter(({ outcome }) => outcome === 'counted');
    const last = own
      .toSorted((a, b) => a.event_time - b.event_time || (a.event_id < b.event_id ? -1 : 1))
      .at(-1);
    return {
      ...{ kp: last?.kp, item: last?.item, voter_id: last?.voter },
      votes: own.reduce((sum, { delta }) => sum + delta, 0),
      transitions: counted.length,
      effective_ms: Math.min(...counted.map((row) => row.effective_at), 4e12),
      last_ms: last?.event_time,
      last_id: last?.event_id,
    };
  });
};

const viewersOf = (rows: readonly ViewRow[], { items, windows = [] }: Asked) =>
  rows
    .filter(({ viewer, outcome }) => viewer !== '0' && outcome === 'counted')
    .filter((row) =>
      items.some((item, at) => item === row.item && windows[at] === row.window_start),
    )
    .map(({ kp, item, window_start: window_s, viewer: viewer_id }) => {
      return { kp, item, window_s, viewer_id };
    });

const anonymousOf = (rows: readonly ViewRow[], { since = 0 }: Asked) =>
  inLogOrder(rows)
    .filter(({ viewer, outcome }) => viewer === '0' && outcome === 'counted')
    .filter(({ logged }) => logged >= since)
    .map(({ kp, item, event_id, logged: logged_ms }) => ({ kp, item, event_id, logged_ms }));

const storedVotes = (rows: readonly VoteRow[]) =>
  inLogOrder(rows).map(({ kp, off, item, voter, outcome, delta, effective_at, recorded_at }) => {
    const row = { kp, offset: off, item, actor: voter, outcome, delta };
    return { ...row, effective: effective_at, recorded: recorded_at };
  });

const storedViews = (rows: readonly ViewRow[]) =>
  inLogOrder(rows).map(({ kp, off, item, viewer, outcome, delta }) => {
    return { kp, offset: off, item, actor: viewer, outcome, delta };
  });
