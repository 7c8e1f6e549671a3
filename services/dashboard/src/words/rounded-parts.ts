/** Score integers are votes times 2^32. */
const ONE = 2n ** 32n;
const THOUSAND = 1_000n;

/**
 * Parts of a sum in thousandths, rounded so that what is printed adds up to the printed total: each
 * is rounded down, and what is then missing goes to those that lost most (largest remainder).
 */
export const roundedParts = (weights: readonly bigint[]): readonly bigint[] => {
  const total = thousandths(weights.reduce((sum, weight) => sum + weight, 0n));
  const floors = weights.map((weight) => floorDivide(weight * THOUSAND, ONE));
  const missing = Number(total - floors.reduce((sum, part) => sum + part, 0n));
  const lost = weights.map((weight, index) => ({
    index,
    rest: weight * THOUSAND - (floors[index] ?? 0n) * ONE,
  }));
  const raised = lost
    .sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest < b.rest ? 1 : -1))
    .slice(0, missing)
    .map(({ index }) => index);
  return floors.map((part, index) => (raised.includes(index) ? part + 1n : part));
};

/** A score integer in thousandths, rounded half up. */
export const thousandths = (weight: bigint): bigint =>
  floorDivide(weight * THOUSAND * 2n + ONE, ONE * 2n);

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** `12.340` of 12340 thousandths. */
export const decimal = (parts: bigint): string => {
  const digits = (parts < 0n ? -parts : parts).toString().padStart(4, '0');
  return `${parts < 0n ? '−' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`;
};
