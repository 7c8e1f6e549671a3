const word = new DataView(new ArrayBuffer(8));
const MANTISSA = 0xfffffffffffffn;
const BIAS = 1_023;
const HALF_OCTAVE = 1.4142135623730951;

/** A positive, normal double as `mantissa · 2^exponent`, the mantissa from √½ to √2. */
export const splitBinary = (
  value: number,
): { readonly exponent: number; readonly mantissa: number } => {
  word.setFloat64(0, value);
  const bits = word.getBigUint64(0);
  word.setBigUint64(0, (bits & MANTISSA) | (BigInt(BIAS) << 52n));
  const mantissa = word.getFloat64(0);
  const exponent = Number(bits >> 52n) - BIAS;
  return mantissa > HALF_OCTAVE
    ? { exponent: exponent + 1, mantissa: mantissa * 0.5 }
    : { exponent, mantissa };
};

const LEAST = -1_022;

/** All powers of two that are normal doubles, from the least; each is the double of the one before. */
const powers = new Float64Array(1_023 - LEAST + 1);
for (let n = 0; n < powers.length; n += 1)
  powers[n] = n === 0 ? 2 ** LEAST : 2 * (powers[n - 1] ?? 0);

/**
 * 2^exponent for an integer from −1022 to 1023; by a table, because lists weigh thousands of votes.
 *
 * @throws RangeError for any other number.
 */
export const binaryPower = (exponent: number): number => {
  const power = powers[exponent - LEAST];
  if (power === undefined) throw new RangeError(`2^${exponent} is no normal double`);
  return power;
};
