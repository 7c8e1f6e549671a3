import { gateOf, goalOf, isWithin, type Figure } from './figure.ts';

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

/**
 * Holds a figure against its goal and against the committed ratio. Where that one is beyond the
 * goal's gate already, the shortfall is known, and only what is worse by a fifth fails.
 */
export const judge = (figure: Figure, baseline: number | null): Judged => {
  const { limit, ratio } = figure;
  const goal = goalOf(limit);
  const fromGoal = gateOf(limit, goal);
  const isKnownShort = baseline !== null && !isWithin(limit, baseline, fromGoal);
  const gate = isKnownShort ? gateOf(limit, baseline) : fromGoal;
  const verdict = isWithin(limit, ratio.median, goal)
    ? 'met'
    : isWithin(limit, ratio.median, gate)
      ? 'short'
      : 'failed';
  return { ...figure, goal, gate, baseline, verdict };
};
