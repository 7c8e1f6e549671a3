import type { Variant } from '../reading/ranked-sql.ts';
import { orderSql, rankedItemsSql } from '../reading/ranked-sql.ts';
import { BEST_SCORE } from '../reading/scoring/best-sql.ts';
import { GRAVITY_SCORE } from '../reading/scoring/gravity-sql.ts';
import { HOT_SCORE } from '../reading/scoring/hot-sql.ts';
import { NEW_SCORE } from '../reading/scoring/new-sql.ts';
import { RISING_SCORE } from '../reading/scoring/rising-sql.ts';
import type { ScoreSql } from '../reading/scoring/score-sql.ts';
import { TOP_SCORE } from '../reading/scoring/top-sql.ts';
import { TRENDING_SCORE } from '../reading/scoring/trending-sql.ts';
import { boundSql } from './bound-sql.ts';
import type { DocumentedView, ViewOptions, ViewParameter } from './documented-view.ts';
import { ALL_ROWS } from './everything-known.ts';
import { ITEM_COLUMN, LISTED_AT_COLUMN } from './items-view.ts';

/** What the API's lists go by where a request says nothing, and no view asks for either. */
const UNASKED = {
  prior: 3,
  /** 2023-01-01, ms UTC. */
  hotEpoch: 1_672_531_200_000,
  votePower: 0.8,
  rising: { kappa: 0.1, minAgeMs: 3_600_000, minVotes: 5 },
  digest: { minVotes: 3, perOrganization: 2 },
} as const;

type Listed = {
  readonly score: ScoreSql;
  readonly takes: readonly ViewParameter[];
  /** Which items the list holds, and by what they are ranked. */
  readonly comment: string;
  readonly unit: string;
  /** By the placeholders of the score's statement. */
  readonly bindings: (options: ViewOptions) => Readonly<Record<string, string>>;
  readonly minVotes?: number;
  readonly perOrganization?: number;
};

const AS_OF = `toUnixTimestamp64Milli({as_of:DateTime64(3, 'UTC')})`;
const hoursOf = (name: string): string => `toInt64(round({${name}:Float64} * 3600000))`;

const AS_OF_PARAMETER: ViewParameter = {
  name: 'as_of',
  type: `DateTime64(3, 'UTC')`,
  comment: 'time the list is of',
  example: 'now64(3)',
};

const hours = (name: string, comment: string, example: number): ViewParameter => {
  return { name, type: 'Float64', comment: `${comment}, hours`, example: `${example}` };
};

/** What placeholders of any list stand for: every item listed by then, whatever it is about. */
const ANYTHING = {
  as_of: AS_OF,
  item_ends: ALL_ROWS,
  vote_ends: ALL_ROWS,
  view_ends: ALL_ROWS,
  listed_from_as_of: '0',
  listed_to_as_of: `${AS_OF} + 1`,
  organization: `''`,
  tag: `''`,
  listed_on_from: `''`,
  listed_on_to: `''`,
};

/** A list as a parameterized view: `SELECT … FROM trending(as_of = …, half_life_hours = 48)`. */
const viewOf = (name: string, { score, takes, comment, unit, ...list }: Listed): DocumentedView => {
  const { minVotes = 0, perOrganization, bindings } = list;
  const variant: Variant = {
    filtered: minVotes > 0,
    searched: false,
    capped: perOrganization !== undefined,
    only: false,
  };
  const demands = { min_votes: `${minVotes}`, per_organization: `${perOrganization ?? 1}` };
  const order = orderSql('as_of');
  const ranked = rankedItemsSql(score, ['as_of'], variant);
  return {
    name,
    takes: [AS_OF_PARAMETER, ...takes],
    comment,
    columns: [
      {
        name: 'rank',
        type: 'UInt64',
        comment:
          'place, from 1: greatest score first, then the latest listed_at, then the item by bytes',
      },
      ITEM_COLUMN,
      { name: 'score', type: 'Int128', comment: `what the place is by, ${unit}` },
      LISTED_AT_COLUMN,
    ],
    sql: (
      options,
    ) => `SELECT row_number() OVER (ORDER BY ${order}) AS rank, item, score_as_of AS score,
  fromUnixTimestamp64Milli(listed_at_as_of, 'UTC') AS listed_at
FROM (${boundSql(ranked, { ...ANYTHING, ...demands, ...bindings(options) })})
WHERE listed_as_of
ORDER BY ${order}`,
  };
};

const { prior, hotEpoch, votePower, rising, digest } = UNASKED;
const HALF_LIFE = hoursOf('half_life_hours');
const SCALED_VOTES = 'in units of 2^-32 vote';
const PARTS = 'in units of 10^-12';

const TRENDING = {
  score: TRENDING_SCORE,
  unit: SCALED_VOTES,
  bindings: () => ({
    half_life: HALF_LIFE,
    prior: `${prior}`,
    votes_since: `${AS_OF} - 32 * ${HALF_LIFE}`,
  }),
};
const HALF_LIFE_PARAMETER = hours('half_life_hours', 'after so long a vote weighs half', 48);

const windowed = (name: string) => ({ listed_from_as_of: `${AS_OF} - ${hoursOf(name)} + 1` });

/** One view for each algorithm, all with the integers that the API's scores are made of. */
export const RANKING_VIEWS: readonly DocumentedView[] = [
  viewOf('trending', {
    ...TRENDING,
    takes: [HALF_LIFE_PARAMETER],
    comment: `votes decayed by half_life_hours, and ${prior} given at listing`,
  }),
  viewOf('digest', {
    ...TRENDING,
    ...digest,
    takes: [
      HALF_LIFE_PARAMETER,
      hours('period_hours', 'how long before as_of items were listed', 24),
    ],
    comment:
      `trending over items listed in period_hours before as_of, with ${digest.minVotes} votes ` +
      `at least, ${digest.perOrganization} of an organization at most`,
    bindings: () => ({ ...TRENDING.bindings(), ...windowed('period_hours') }),
  }),
  viewOf('top', {
    score: TOP_SCORE,
    unit: 'votes',
    takes: [hours('window_hours', 'how long before as_of votes were cast', 168)],
    comment: 'active votes first cast in window_hours before as_of',
    bindings: () => ({
      votes_since: `${AS_OF} - ${hoursOf('window_hours')} + 1`,
      votes_from_as_of: `${AS_OF} - ${hoursOf('window_hours')} + 1`,
      votes_to_as_of: `${AS_OF} + 1`,
    }),
  }),
  viewOf('new', {
    score: NEW_SCORE,
    unit: 'ms since 1970, UTC',
    takes: [],
    comment: 'newest listing first',
    bindings: () => ({}),
  }),
  viewOf('hot', {
    score: HOT_SCORE,
    unit: PARTS,
    takes: [hours('tau_hours', 'to be listed so much later is worth ten times the votes', 72)],
    comment: 'votes by their order of magnitude, and the time of listing',
    bindings: () => ({ tau: hoursOf('tau_hours'), epoch: `${hotEpoch}` }),
  }),
  viewOf('gravity', {
    score: GRAVITY_SCORE,
    unit: PARTS,
    takes: [
      { name: 'gravity', type: 'Float64', comment: 'power of the age', example: '1.8' },
      hours('delay_hours', 'added to the age', 24),
      {
        name: 'vote_offset',
        type: 'UInt32',
        comment: 'votes that do not count, 0: all do',
        example: '0',
      },
    ],
    comment: 'votes beyond vote_offset against a power of the age with delay_hours added',
    bindings: () => ({
      gravity: '{gravity:Float64}',
      delay: hoursOf('delay_hours'),
      vote_offset: '{vote_offset:UInt32}',
      vote_power: `${votePower}`,
    }),
  }),
  viewOf('rising', {
    score: RISING_SCORE,
    unit: PARTS,
    minVotes: rising.minVotes,
    takes: [
      hours('short_hours', 'half-life of the rate that rises', 6),
      hours('long_hours', 'half-life of the rate it is held against', 72),
    ],
    comment:
      `the rate of votes by a half-life of short_hours against one of long_hours, of items listed ` +
      `an hour ago or earlier, with ${rising.minVotes} votes at least`,
    bindings: () => ({
      short: hoursOf('short_hours'),
      long: hoursOf('long_hours'),
      kappa: `${rising.kappa}`,
      votes_since: `${AS_OF} - 52 * ${hoursOf('long_hours')}`,
      listed_to_as_of: `${AS_OF} - ${rising.minAgeMs} + 1`,
    }),
  }),
  viewOf('best', {
    score: BEST_SCORE,
    unit: PARTS,
    takes: [
      {
        name: 'strength',
        type: 'UInt32',
        comment: 'exposures of the average share given to each',
        example: '50',
      },
    ],
    comment: 'votes per exposure, with strength exposures of the average share',
    bindings: ({ viewRetentionMs }) => ({
      wilson: '0',
      z: '0',
      strength: '{strength:UInt32}',
      prior_mean: '-1',
      viewed_since_as_of: `${AS_OF} - ${viewRetentionMs}`,
    }),
  }),
];
