import type { SeededRandom } from './seeded-random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** One thing a simulated reader did. `time` is ms UTC; readers are numbers below `READERS`. */
export type Reading = {
  readonly time: number;
  readonly kind: 'viewed' | 'upvoted' | 'retracted';
  readonly reader: number;
};

/** A prime, so that any stride visits every reader before it comes back to the first. */
const READERS = 65_537;

/** Votes a paper gets in its life: median 10, mean 23, as seen on a site of daily papers. */
const MEDIAN_VOTES = 10;
const VOTES_SIGMA = Math.sqrt(2 * Math.log(2.3));
/** Keeps the readers of the most read paper below `READERS`. */
const MAX_VOTES = 500;

export const RETRACTED_SHARE = 0.03;

export const drawVotes = (random: SeededRandom): number =>
  Math.min(MAX_VOTES, Math.max(1, Math.round(random.logNormal(MEDIAN_VOTES, VOTES_SIGMA))));

/** How long after the listing a vote comes: 1.5 days on average, one in ten a week or two. */
export const drawDelay = (random: SeededRandom): number =>
  random.unit() < 0.9 ? random.exponential(1.5 * DAY) : random.between(7 * DAY, 14 * DAY);

/**
 * Everything readers do with one paper from its listing to `until`, in no order. Each vote brings
 * 30–60 views around it by as many readers, the voter's own included; no reader comes twice.
 */
export const readingsOf = (
  random: SeededRandom,
  { listedAt, until }: { readonly listedAt: number; readonly until: number },
): readonly Reading[] => {
  const first = random.below(READERS);
  const stride = 1 + random.below(READERS - 1);
  let readers = 0;
  const nextReader = (): number => (first + stride * readers++) % READERS;
  const readings: Reading[] = [];
  const add = (kind: Reading['kind'], reader: number, at: number): void => {
    const time = Math.floor(at);
    if (time <= until) readings.push({ time: Math.max(listedAt, time), kind, reader });
  };
  for (let votes = drawVotes(random); votes > 0; votes--) {
    const votedAt = listedAt + drawDelay(random);
    const voter = nextReader();
    const others = 29 + random.below(31);
    add('viewed', voter, votedAt - random.between(MINUTE / 6, 10 * MINUTE));
    add('upvoted', voter, votedAt);
    if (random.unit() < RETRACTED_SHARE)
      add('retracted', voter, votedAt + 1_000 + random.exponential(12 * HOUR));
    for (let n = 0; n < others; n++) {
      const side = random.unit() < 0.5 ? -1 : 1;
      add('viewed', nextReader(), votedAt + side * random.exponential(2 * HOUR));
    }
  }
  return readings;
};
