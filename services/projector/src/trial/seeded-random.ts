/** Random choices that a seed repeats. */
export type Random = {
  /** An integer from 0 to `below` − 1. */
  readonly below: (below: number) => number;
  readonly chance: (probability: number) => boolean;
};

/** The generator mulberry32. */
export const createRandom = (seed: number): Random => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
  };
};
