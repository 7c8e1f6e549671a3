/** Random numbers that a seed decides: the same seed gives the same numbers on every machine. */
export type SeededRandom = {
  /** In [0, 1). */
  readonly unit: () => number;
  readonly between: (min: number, max: number) => number;
  /** An integer in [0, below). */
  readonly below: (below: number) => number;
  readonly exponential: (mean: number) => number;
  /** exp of a normal variable: half of the values lie below the median. */
  readonly logNormal: (median: number, sigma: number) => number;
  /** How many of many rare things happen; `mean` of them on average. */
  readonly poisson: (mean: number) => number;
};

const TWO_32 = 0x1_0000_0000;

/** Numbers of one stream; other `stream`s of the same seed are unrelated to it. */
export const seededRandom = (seed: number, stream = 0): SeededRandom => {
  const unit = mulberry32(mixed(mixed(seed % TWO_32) ^ mixed(Math.floor(seed / TWO_32)) ^ stream));
  const exponential = (mean: number): number => -mean * Math.log(1 - unit());
  return {
    unit,
    between: (min, max) => min + (max - min) * unit(),
    below: (below) => Math.floor(unit() * below),
    exponential,
    logNormal: (median, sigma) => {
      // Box and Muller; 1 − unit() keeps the logarithm finite.
      const normal = Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
      return median * Math.exp(sigma * normal);
    },
    poisson: (mean) => {
      let count = 0;
      for (let at = exponential(1); at < mean; at += exponential(1)) count += 1;
      return count;
    },
  };
};

/** Tommy Ettinger's generator of 32 bits of state (public domain). */
const mulberry32 = (start: number): (() => number) => {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / TWO_32;
  };
};

/** The finalizer of MurmurHash3: seeds that differ in one bit begin far apart. */
const mixed = (value: number): number => {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};
