/** How long replies took, in ms. */
export type Latencies = {
  readonly add: (ms: number) => void;
  /** The time that this share of all replies, 0 to 1, took at most; 0 when there are none. */
  readonly at: (share: number) => number;
};

/** Room for `most` replies, four bytes each. */
export const createLatencies = (most: number): Latencies => {
  const taken = new Float32Array(most);
  let count = 0;
  return {
    add: (ms) => {
      taken[count] = ms;
      count += 1;
    },
    at: (share) => {
      const sorted = taken.slice(0, count).sort();
      return sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0;
    },
  };
};
