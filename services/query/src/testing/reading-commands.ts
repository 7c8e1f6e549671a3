import { trendingReply, type TrendingReply } from '@emberlog/api';
import { foldItem, foldVotes, rankItems } from '@emberlog/ranking';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { QueryUnderTest } from './query-under-test.ts';
import type { ReadModel } from './read-model.ts';
import type { TestRecord, VersionRecord } from './record-rows.ts';

const HALF_LIFE = 48 * 3_600_000;

/** A place a reader may come back to: what was known and when it was, and how much was read. */
type Bookmark = {
  readonly token: string;
  readonly known: readonly TestRecord[];
  readonly asOf: string;
  readonly read: number;
};

/** What was written, and what readers were given. */
export type Reading = {
  known: readonly TestRecord[];
  cursors: readonly Bookmark[];
  positions: readonly Bookmark[];
};
export type Site = {
  readonly model: ReadModel;
  readonly service: QueryUnderTest;
  /** Tells the service that rows were committed. */
  readonly changed: () => void;
};
type Command = fc.AsyncCommand<Reading, Site>;

/** Ids in the order of the list that these records give at a time: every record, by the definition. */
const listOf = (known: readonly TestRecord[], asOf: string): readonly string[] => {
  const at = Date.parse(asOf);
  const versions = known.filter((record): record is VersionRecord => 'patch' in record);
  const votes = known.flatMap((record) =>
    record.kind === 'upvoted' || record.kind === 'retracted' ? [record] : [],
  );
  const items = [...new Set(versions.map(({ item }) => item))].flatMap((id) => {
    const found = foldItem(
      versions.filter(({ item }) => item === id),
      at,
    );
    return found === null ? [] : [{ id, ...found }];
  });
  const params = { halfLifeMs: HALF_LIFE, prior: 3, windowMs: null };
  const { ledger } = foldVotes(votes);
  return rankItems({ algorithm: 'trending', params, asOf: at, items, ledger }).map(({ id }) => id);
};

const ask = async ({ service }: Site, params: Readonly<Record<string, string>>) =>
  await service.get(`/v1/trending?${new URLSearchParams(params).toString()}`);

/** A reply must be the part of its list that follows what was read, and leads on. */
const checkPage = (reading: Reading, reply: TrendingReply, from: Omit<Bookmark, 'token'>): void => {
  const whole = listOf(from.known, from.asOf);
  const read = from.read + reply.items.length;
  expect(reply.as_of).toBe(from.asOf);
  expect(reply.items.map(({ id }) => id)).toEqual(whole.slice(from.read, read));
  expect(reply.items.map(({ rank }) => rank)).toEqual(reply.items.map((_, n) => from.read + n + 1));
  expect(reply.next_cursor === null).toBe(read === whole.length);
  const bookmark = { known: from.known, asOf: from.asOf };
  reading.positions = [...reading.positions, { ...bookmark, token: reply.position, read: 0 }];
  if (reply.next_cursor === null) return;
  reading.cursors = [...reading.cursors, { ...bookmark, token: reply.next_cursor, read }];
};

/** One of what readers were given, by any number. */
const pick = (bookmarks: readonly Bookmark[], n: number): Bookmark =>
  bookmarks[n % bookmarks.length] ?? { token: '', known: [], asOf: '', read: 0 };

export const write = (records: readonly TestRecord[]): Command => ({
  toString: () => `write ${records.map(({ kind, item }) => `${kind} ${item}`).join(', ')}`,
  check: () => true,
  run: async (reading, { model, changed }) => {
    await model.write(records);
    changed();
    reading.known = [...reading.known, ...records];
  },
});

export const firstPage = (limit: number): Command => ({
  toString: () => `first page of ${limit}`,
  check: () => true,
  run: async (reading, site) => {
    const { body } = await ask(site, { limit: `${limit}` });
    const reply = trendingReply.parse(body);
    checkPage(reading, reply, { known: reading.known, asOf: reply.as_of, read: 0 });
  },
});

export const nextPage = (n: number, limit: number): Command => ({
  toString: () => `go on from cursor ${n} with ${limit}`,
  check: ({ cursors }) => cursors.length > 0,
  run: async (reading, site) => {
    const from = pick(reading.cursors, n);
    const { body } = await ask(site, { cursor: from.token, limit: `${limit}` });
    checkPage(reading, trendingReply.parse(body), from);
  },
});

export const pinned = (n: number, limit: number): Command => ({
  toString: () => `pin position ${n}, ${limit} items`,
  check: ({ positions }) => positions.length > 0,
  run: async (reading, site) => {
    const { token, known, asOf } = pick(reading.positions, n);
    const { body } = await ask(site, { position: token, as_of: asOf, limit: `${limit}` });
    checkPage(reading, trendingReply.parse(body), { known, asOf, read: 0 });
  },
});

/** Rows of records that are in the log come while a reader waits for them. */
export const wait = (records: readonly TestRecord[], limit: number): Command => ({
  toString: () => `wait for ${records.length} records`,
  check: () => true,
  run: async (reading, site) => {
    const { model, service, changed } = site;
    await model.appendOnly(records);
    const bounds = await model.log().bounds();
    const ends = (topic: string) =>
      bounds.filter((bound) => bound.topic === `emberlog.${topic}`).map(({ end }) => end);
    const after = service.ingestToken({
      items: ends('items'),
      votes: ends('votes'),
      views: ends('views'),
    });
    const waiting = ask(site, { after, limit: `${limit}` });
    await model.catchUp();
    changed();
    reading.known = [...reading.known, ...records];
    const reply = trendingReply.parse((await waiting).body);
    checkPage(reading, reply, { known: reading.known, asOf: reply.as_of, read: 0 });
  },
});

/** A token that is not as it was given is refused by its name, whatever was done to it. */
export const damaged = (
  kind: 'cursor' | 'position',
  n: number,
  damage: (token: string) => string,
): Command => ({
  toString: () => `send a damaged ${kind}`,
  check: ({ cursors, positions }) => (kind === 'cursor' ? cursors : positions).length > 0,
  run: async (reading, site) => {
    const { token } = pick(kind === 'cursor' ? reading.cursors : reading.positions, n);
    const { status, body } = await ask(site, { [kind]: damage(token) });
    expect({ status, errors: body['errors'] }).toMatchObject({
      status: 400,
      errors: [{ path: kind, code: `${kind}_invalid` }],
    });
  },
});

/** Cuts a token short, lengthens it, or changes one character of it. */
export const damageArbitrary: fc.Arbitrary<(token: string) => string> = fc
  .tuple(
    fc.constantFrom('cut', 'more', 'other'),
    fc.nat(),
    fc.constantFrom('A', 'b', '_', '-', '9'),
  )
  .map(([how, at, character]) => (token: string) => {
    const place = at % token.length;
    if (how === 'cut') return token.slice(0, place);
    if (how === 'more') return `${token}${character}`;
    const other = token[place] === character ? 'x' : character;
    return `${token.slice(0, place)}${other}${token.slice(place + 1)}`;
  });
