import type { AlgorithmParameter } from './parameter.ts';
import type { Ranking } from './score.ts';

export type AlgorithmName = Ranking['algorithm'];

/** An algorithm as its users read of it. Another formula or default is another version. */
export type Algorithm = {
  readonly name: AlgorithmName;
  readonly version: number;
  readonly title: string;
  readonly words: string;
  /** Mathematics as text: T is as_of, p the time of listing, t the time a vote was first cast. */
  readonly formula: string;
  readonly parameters: readonly AlgorithmParameter[];
  /** What speaks for the defaults, where that was measured. */
  readonly evidence: string | null;
};

const window: AlgorithmParameter = {
  name: 'window',
  type: 'duration',
  default: null,
  min: '1h',
  max: '400d',
  description: 'Only items listed within this time before as_of; all items where it is left out.',
};

/** Every algorithm there is, by name. */
export const ALGORITHMS: Readonly<Record<AlgorithmName, Algorithm>> = {
  trending: {
    name: 'trending',
    version: 1,
    title: 'Trending',
    words:
      'Every active vote counts, and what it counts halves with each half-life since it was first ' +
      'cast. An item starts with a few votes given to it when it is listed. Lists change only when ' +
      'something happens: while nothing does, all scores shrink by the same factor.',
    formula:
      'score(T) = prior · q(T − p) + Σ over votes active at T of q(T − t), ' +
      'q(age) = ⌊2^(−age / half_life) · 2^32⌋ / 2^32 for 0 ≤ age ≤ 32 · half_life, else 0',
    parameters: [
      {
        name: 'half_life',
        type: 'duration',
        default: '48h',
        min: '1h',
        max: '30d',
        description: 'The time in which a vote loses half of what it counts.',
      },
      {
        name: 'prior',
        type: 'integer',
        default: 3,
        min: 0,
        max: 50,
        unit: 'votes',
        description: 'Votes given to every item at the time of its listing.',
      },
      window,
    ],
    evidence:
      'Predicting the votes of the next seven days on two real vote logs (NDCG@10): these defaults ' +
      '.276 and .316; without the votes given at listing .246 and .289; the formula of Hacker News ' +
      '.272 and .304, of Reddit .265 and .282; newest first .241 and .263; all-time top .037 and .077.',
  },
  new: {
    name: 'new',
    version: 1,
    title: 'New',
    words: 'The items listed last come first.',
    formula: 'score = p, in milliseconds since 1970-01-01T00:00:00Z',
    parameters: [window],
    evidence: null,
  },
  top: {
    name: 'top',
    version: 1,
    title: 'Top',
    words: 'The items with the most active votes in a period of time come first.',
    formula:
      'score(T) = the number of votes active at T with t in the window (basis voted), ' +
      'or of all votes active at T for items with p in the window (basis published)',
    parameters: [
      {
        name: 'window',
        type: 'duration',
        default: 'week',
        min: '1h',
        max: '400d',
        values: ['day', 'week', 'month', 'all'],
        description:
          'The calendar period in UTC that holds as_of (weeks begin on Monday), all of time, or ' +
          'a duration that ends at as_of.',
      },
      {
        name: 'basis',
        type: 'enum',
        default: 'voted',
        values: ['voted', 'published'],
        description:
          'What must lie in the window: the votes (voted), or the listing of the item (published).',
      },
    ],
    evidence: null,
  },
};
