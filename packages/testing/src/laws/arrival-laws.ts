import fc from 'fast-check';
import { LOG_SPAN, LOG_START } from '../log-times.ts';
import { voteLogArbitrary, type LoggedVote } from '../vote-log-arbitrary.ts';
import { alike, type Law } from './law.ts';
import { rankingArbitrary, trendingArbitrary, worldArbitrary, type World } from './world.ts';

const keyOf = ({ item, actor }: LoggedVote): string => `${item} ${actor}`;
const distinctWorlds = worldArbitrary(
  rankingArbitrary,
  voteLogArbitrary({ distinct: true, maxLength: 40 }),
);

/** Votes of less than clocks may differ, nearly all of them dated ahead of a log that is slow. */
const hastyWorlds = worldArbitrary(
  trendingArbitrary,
  voteLogArbitrary({ distinct: true, maxLength: 40, items: ['a'], span: 300_000 }),
).map((world): World => {
  const votes = world.votes.map((vote, index) => ({ ...vote, logged: LOG_START + 3_000 * index }));
  return { ...world, votes, asOf: LOG_START + LOG_SPAN };
});

const resendsArbitrary = fc.array(fc.tuple(fc.nat(39), fc.nat(39)), {
  minLength: 30,
  maxLength: 40,
});

/** The same log, arrived all at once when its last event had: the order is left, and no date. */
const atOnce = (votes: readonly LoggedVote[]): readonly LoggedVote[] => {
  const logged = Math.max(0, ...votes.flatMap((vote) => [vote.time, vote.logged]));
  return votes.map((vote) => ({ ...vote, logged }));
};

/** Records of different readers and items shuffled among each other. */
const shuffled = (votes: readonly LoggedVote[]): fc.Arbitrary<readonly LoggedVote[]> =>
  fc.shuffledSubarray(votes.map(keyOf), { minLength: votes.length }).map((keys) => {
    const queues = new Map(keys.map((key) => [key, votes.filter((vote) => keyOf(vote) === key)]));
    return keys.flatMap((key) => queues.get(key)?.shift() ?? []);
  });

/** Some events sent again, each right behind a later record: the log has the time of that one. */
const withResends = (
  votes: readonly LoggedVote[],
  resends: readonly (readonly [number, number])[],
): readonly LoggedVote[] =>
  votes.flatMap((vote, at) => {
    const again = resends.filter(([from, behind]) => from <= at && behind % votes.length === at);
    const earlier = again.flatMap(([from]) => votes[from] ?? []);
    return [vote, ...earlier.map((sent) => ({ ...sent, logged: vote.logged }))];
  });

export const ARRIVAL_LAWS: readonly Law[] = [
  // Seen to fail when the state is kept for the actor alone.
  {
    name: 'the order in which different readers and items arrive does not matter',
    cases: distinctWorlds.chain((world) => {
      const votes = atOnce(world.votes);
      return shuffled(votes).map((others) =>
        alike([
          [
            { ...world, votes: others },
            { ...world, votes },
          ],
        ]),
      );
    }),
  },
  // Seen to fail when events are compared by min(time, logged) instead of their own time; in the
  // projector, when the state keeps that time.
  {
    name: 'resends change nothing, however late, of events dated ahead of the log either',
    cases: fc
      .tuple(fc.oneof(distinctWorlds, hastyWorlds), resendsArbitrary, fc.boolean())
      .map(([world, some, all]) => {
        const last = world.votes.length - 1;
        // Not the retractions: all events once more in their order would end as they ended before.
        const casts = world.votes.flatMap(({ kind }, from) => (kind === 'upvoted' ? [from] : []));
        const atEnd = all ? casts.map((from) => [from, last] as const) : [];
        const votes = withResends(world.votes, [...some, ...atEnd]);
        return alike([[{ ...world, votes }, world]]);
      }),
  },
  // Seen to fail when rows recorded after as_of are counted.
  {
    name: 'what is recorded later changes nothing, where each reader is heard in order',
    cases: worldArbitrary(
      rankingArbitrary,
      voteLogArbitrary({ order: 'heard', maxLength: 40 }),
    ).map((world) => {
      const known = world.votes.filter(({ time, logged }) => Math.min(time, logged) <= world.asOf);
      return alike([[world, { ...world, votes: known }]]);
    }),
  },
];
