import fc from 'fast-check';
import { LOG_ITEMS, LOG_SPAN, LOG_START, logTimeArbitrary } from './log-times.ts';

const FIVE_MINUTES = 300_000;
const MINUTE = 60_000;

/** One vote event as a log holds it. Times are ms UTC. */
export type LoggedVote = {
  readonly item: string;
  /** Sixteen hexadecimal digits, so that it may stand in a log as it is. */
  readonly actor: string;
  readonly kind: 'upvoted' | 'retracted';
  /** The sender's own time, up to five minutes ahead of `logged`. */
  readonly time: number;
  readonly id: string;
  /** When the log took it in; never decreases. */
  readonly logged: number;
};

export type VoteLogOptions = {
  /** Where the times begin, ms UTC. @default 2025-12-10T00:00Z */
  readonly start?: number;
  /** Over how many ms they lie. @default 200 h */
  readonly span?: number;
  /** @default five ids that sort differently by bytes and by alphabet */
  readonly items?: readonly [string, ...string[]];
  /** @default 60 */
  readonly maxLength?: number;
  /** Whether every record is an event of its own, with an id of its own. @default false */
  readonly distinct?: boolean;
  /**
   * In which order events arrive: any; `heard`, those of one reader on one item by (time, id); or
   * `punctual`, all of them. The last two hold no resends. @default any
   */
  readonly order?: 'any' | 'heard' | 'punctual';
};

const ACTORS = ['0000000000000001', '00000000000000b1', 'fffffffffffffff0', '1e10000000000000'];

type Cast = Omit<LoggedVote, 'logged'> & {
  /** ms from its own time to its arrival; negative: the sender's clock is ahead. */
  readonly delay: number;
  /** How many records ago the one was sent that this one repeats; 0 for none. */
  readonly resends: number;
};

/**
 * Logs of vote events over few items and readers, in order of arrival: times clash, events arrive
 * late and up to five minutes early, votes are taken back and cast again, some events come twice
 * under the same id, and two readers may use the same id. `logged` never decreases.
 */
export const voteLogArbitrary = (
  options: VoteLogOptions = {},
): fc.Arbitrary<readonly LoggedVote[]> => {
  const { start = LOG_START, span = LOG_SPAN, distinct = false, order = 'any' } = options;
  // Half an hour at most in which arrivals overtake each other, and the whole span in any order.
  const minutes = fc.integer({ min: 0, max: Math.min(30, Math.floor(span / MINUTE)) });
  const crowded = minutes.map((minute) => start + minute * MINUTE);
  const casts = (time: fc.Arbitrary<number>) => castsArbitrary(time, options);
  const byArrival = (a: Cast, b: Cast): number => a.time + a.delay - b.time - b.delay;
  const logs = fc.oneof(
    { arbitrary: casts(logTimeArbitrary(start, span)), weight: 2 },
    { arbitrary: casts(crowded).map((all) => all.toSorted(byArrival)), weight: 1 },
  );
  if (order === 'punctual') return logs.map((all) => arrive(inOrder(all)));
  if (order === 'heard') return logs.map((all) => arrive(heardInOrder(all)));
  return logs.map((all) => arrive(distinct ? numbered(all) : withResends(all)));
};

/** As many as there may be: by default generated logs are too short for a reader to return. */
const castsArbitrary = (
  time: fc.Arbitrary<number>,
  { items = LOG_ITEMS, maxLength = 60 }: VoteLogOptions,
): fc.Arbitrary<readonly Cast[]> =>
  fc.array(
    fc.record({
      item: fc.constantFrom(...items),
      actor: fc.constantFrom(...ACTORS),
      kind: fc.constantFrom('upvoted' as const, 'upvoted' as const, 'retracted' as const),
      time,
      id: fc.integer({ min: 0, max: 35 }).map((salt) => salt.toString(36)),
      delay: fc.integer({ min: -FIVE_MINUTES, max: FIVE_MINUTES }),
      resends: fc.oneof({ arbitrary: fc.constant(0), weight: 5 }, fc.integer({ min: 1, max: 8 })),
    }),
    { maxLength, size: 'max' },
  );

const arrive = (casts: readonly Cast[]): readonly LoggedVote[] => {
  let logged = 0;
  return casts.map(({ item, actor, kind, time, id, delay }) => {
    logged = Math.max(logged, time + delay);
    return { item, actor, kind, time, id, logged };
  });
};

const numbered = (casts: readonly Cast[]): readonly Cast[] =>
  casts.map((cast, index) => ({ ...cast, id: `${cast.id}-${index}` }));

/** Ids count on with the times, so that no event is older than the one before it. */
const inOrder = (casts: readonly Cast[]): readonly Cast[] =>
  casts
    .toSorted((a, b) => a.time - b.time)
    .map((cast, index) => ({ ...cast, id: index.toString().padStart(4, '0') }));

/** The times of one reader on one item, given anew in their order; others overtake as before. */
const heardInOrder = (casts: readonly Cast[]): readonly Cast[] => {
  const keyOf = ({ item, actor }: Cast): string => `${item} ${actor}`;
  const times = new Map<string, number[]>();
  for (const cast of casts.toSorted((a, b) => a.time - b.time)) {
    times.set(keyOf(cast), [...(times.get(keyOf(cast)) ?? []), cast.time]);
  }
  return casts.map((cast, index) => ({
    ...cast,
    time: times.get(keyOf(cast))?.shift() ?? cast.time,
    id: index.toString().padStart(4, '0'),
  }));
};

const withResends = (casts: readonly Cast[]): readonly Cast[] => {
  const sent: Cast[] = [];
  for (const cast of casts) {
    const earlier = cast.resends === 0 ? undefined : sent.at(-cast.resends);
    sent.push(earlier === undefined ? cast : { ...earlier, delay: cast.delay });
  }
  return sent;
};
