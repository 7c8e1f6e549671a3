import { randomFrom } from '../../system/scenario.ts';

/** Everything random of one request; the same seed and index throw the same. */
export type Dice = {
  /** An integer from 0 to `n` − 1. */
  readonly below: (n: number) => number;
  /** True once in `n` throws. */
  readonly oneIn: (n: number) => boolean;
  readonly pick: <T>(from: readonly [T, ...T[]]) => T;
};

/** A request's dice depend on nothing but seed and index, so that it can be made again alone. */
export const diceOf = (seed: number, index: number): Dice => {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const below = (n: number): number => Math.floor(random() * n);
  return {
    below,
    oneIn: (n) => below(n) === 0,
    pick: (from) => from[below(from.length)] ?? from[0],
  };
};
