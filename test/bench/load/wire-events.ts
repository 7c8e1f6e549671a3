import { randomFrom, type WireEvent } from '../../system/scenario.ts';

export type WireEventsOptions = {
  readonly seed: number;
  readonly count: number;
  /** The newest event's time, ms UTC; the others lie in the hour before. */
  readonly now: number;
  readonly items: number;
  readonly actors: number;
};

const HOUR = 3_600_000;

/** What a site's readers do: of ten events six views (one anonymous), three votes, one taken back. */
export const wireEventsOf = ({
  seed,
  count,
  now,
  items,
  actors,
}: WireEventsOptions): WireEvent[] => {
  const random = randomFrom(seed);
  const pick = (n: number): number => Math.floor(random() * n);
  return Array.from({ length: count }, (_, at) => {
    const kind = pick(10);
    const actor = `reader-${pick(actors)}@example.org`;
    return {
      id: `${seed.toString(36)}-${at.toString(36)}-${pick(2 ** 32).toString(36)}`,
      type: kind < 6 ? 'item.viewed' : kind < 9 ? 'item.upvoted' : 'item.upvote_retracted',
      subject: `papers/2511.${String(pick(items)).padStart(5, '0')}`,
      time: new Date(now - HOUR + Math.floor((at / count) * HOUR)).toISOString(),
      data: kind === 0 ? {} : { actor },
    };
  });
};
