import { goalOf, isWithin, worseBy, type Figure } from './figure.ts';

/** `short` misses the goal and holds the gate. */
type Verdict = 'met' | 'short' | 'failed';

export type Judged = Figure & {
  readonly goal: number;
  /** Beyond it the comparison fails. */
  readonly gate: number;
  /** The committed ratio, null where none is. */
  readonly baseline: number | null;
  readonly verdict: Verdict;
};

/** Part of the goal that a noisy machine may take. */
const OF_THE_GOAL = 0.2;

/**
 * Part of a committed ratio that another machine may take: of the same commit, one measured 0.24
 * where another did 0.15, each with hardly any spread.
 */
const OF_THE_COMMITTED = 0.4;

/**
 * Holds a figure against its goal and against the committed ratio. Where that one is beyond the
 * goal's gate already, the shortfall is known, and only what is far worse fails.
 */
export const judge = (figure: Figure, baseline: number | null): Judged => {
  const { limit, ratio } = figure;
  const goal = goalOf(limit);
  const fromGoal = worseBy(limit, goal, OF_THE_GOAL);
  const isKnownShort = baseline !== null && !isWithin(limit, baseline, fromGoal);
  const gate = isKnownShort ? worseBy(limit, baseline, OF_THE_COMMITTED) : fromGoal;
  const verdict = isWithin(limit, ratio.median, goal)
    ? 'met'
    : isWithin(limit, ratio.median, gate)
      ? 'short'
      : 'failed';
  return { ...figure, goal, gate, baseline, verdict };
};
