import { binaryPower } from './binary.ts';

/** The weight of a vote of age 0, 2^32: scores of `trending` are integers in units of 1 / 2^32. */
export const WEIGHT_ONE = 2 ** 32;

/** The age in half-lives at which a weight is 1 quantum; beyond it every weight is an exact 0. */
export const WEIGHT_HORIZON = 32;

/**
 * c0…c15 of 2^−f = Σ c_k·f^k on [0, 1): c_k = (−ln 2)^k / k! in IEEE doubles, the power by repeated
 * multiplication. Every engine evaluates these digits in Horner form, so that all get the same bits.
 */
export const WEIGHT_COEFFICIENTS: readonly number[] = [
  1, -0.6931471805599453, 0.2402265069591007, -0.055504108664821576, 0.009618129107628477,
  -0.0013333558146428441, 0.00015403530393381606, -0.000015252733804059838,
  0.0000013215486790144305, -1.0178086009239696e-7, 7.054911620801121e-9, -4.44553827187081e-10,
  2.5678435993488196e-11, -1.3691488853904124e-12, 6.778726354822543e-14, -3.132436707088427e-15,
];

/** Bits of a weight of age 0 where scores are floating: 2^52, beyond what a double tells apart. */
export const FINE_BITS = 52;

/** 2^−fraction for a fraction of [0, 1). Only IEEE × and +: exp2 differs from engine to engine. */
const halved = (fraction: number): number => {
  let sum = 0;
  for (let k = WEIGHT_COEFFICIENTS.length - 1; k >= 0; k -= 1) {
    sum = sum * fraction + (WEIGHT_COEFFICIENTS[k] ?? 0);
  }
  return sum;
};

/**
 * ⌊2^(−ageMs / halfLifeMs) · 2^bits⌋, an integer from 0 to 2^bits; 0 for a negative age and for an
 * age beyond `bits` half-lives. The first two arguments are integer milliseconds, `bits` is at most 52.
 *
 * @throws RangeError when the half-life is not positive.
 */
export const weight = (ageMs: number, halfLifeMs: number, bits = WEIGHT_HORIZON): number => {
  if (!(halfLifeMs > 0)) throw new RangeError('a half-life must be positive');
  const halvings = Math.floor(ageMs / halfLifeMs);
  if (ageMs < 0 || halvings > bits) return 0;
  const power = halved((ageMs % halfLifeMs) / halfLifeMs);
  // A quotient, not >>, which would cut 2^32 to 32 bits; halving twice floors as halving once does.
  return Math.floor(Math.floor(power * binaryPower(bits)) / binaryPower(halvings));
};

/** 2^exponent, with the same bits in every engine; the exponent from −1000 to 1000. */
export const powerOfTwo = (exponent: number): number => {
  const halvings = Math.floor(-exponent);
  return halved(-exponent - halvings) * binaryPower(-halvings);
};
