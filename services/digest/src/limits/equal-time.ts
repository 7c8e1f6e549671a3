export type EqualTimeOptions = {
  /** ms; long enough that almost all work is done within one step. */
  readonly stepMs: number;
  /** Monotonic, ms, with fractions: whole ones would tell how long the rest was. */
  readonly now: () => number;
  /** Resolves after that many ms. */
  readonly wait: (ms: number) => Promise<void>;
};

/** How long slow work slows everybody else's answers, ms, and by how many steps at most. */
const KEPT_MS = 60_000;
const MOST_STEPS = 8;

/**
 * Settles as the work does, but never sooner than a whole number of steps after it began, so that nobody
 * learns what was done from how long it took. Once some work took more steps, all takes as many for a
 * minute: else a slow disk would tell who was written to it.
 */
export const createEqualTime = ({ stepMs, now, wait }: EqualTimeOptions) => {
  let held = { steps: 1, until: Number.NEGATIVE_INFINITY };

  const stepsAfter = (elapsed: number, at: number): number => {
    const needed = Math.max(1, Math.ceil(elapsed / stepMs));
    const least = at < held.until ? held.steps : 1;
    if (needed > 1) {
      held = { steps: Math.min(Math.max(needed, least), MOST_STEPS), until: at + KEPT_MS };
    }
    return Math.max(needed, least);
  };

  return async <T>(work: () => Promise<T>): Promise<T> => {
    const begun = now();
    try {
      return await work();
    } finally {
      const ended = now();
      const elapsed = Math.max(0, ended - begun);
      await wait(stepsAfter(elapsed, ended) * stepMs - elapsed);
    }
  };
};
