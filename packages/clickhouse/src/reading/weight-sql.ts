/** c0…c15 of 2^−f, as doubles print; the same numbers in every engine give the same weights. */
const COEFFICIENTS = [
  '1.0',
  '-0.6931471805599453',
  '0.2402265069591007',
  '-0.055504108664821576',
  '0.009618129107628477',
  '-0.0013333558146428441',
  '0.00015403530393381606',
  '-0.000015252733804059838',
  '0.0000013215486790144305',
  '-1.0178086009239696e-7',
  '7.054911620801121e-9',
  '-4.44553827187081e-10',
  '2.5678435993488196e-11',
  '-1.3691488853904124e-12',
  '6.778726354822543e-14',
  '-3.132436707088427e-15',
] as const;

/** Only IEEE × and + in Horner form: `exp2` differs in the last bit from one engine to another. */
const POWER_SQL = COEFFICIENTS.reduceRight<string>(
  (sum, coefficient) => (sum === '' ? coefficient : `(${sum} * f + (${coefficient}))`),
  '',
);

// From 33 half-lives on the shift leaves nothing of 33 bits; 63 keeps it within the word.
const HALVINGS_SQL = 'toUInt8(least(intDiv(greatest(age, 0), {half_life:Int64}), 63))';

/**
 * What a statement begins with that weighs: `weight(age)`, age in ms, is
 * ⌊2^(−age / half_life) · 2^32⌋ as Int128, 0 for a negative age and beyond 32 half-lives. A function
 * of the statement, because the parser is slow at every copy of the polynomial.
 */
export const WEIGHT_WITH_SQL = `WITH f -> ${POWER_SQL} AS power,
  age -> toInt128((age >= 0) * bitShiftRight(toUInt64(floor(
    power((age % {half_life:Int64}) / {half_life:Int64}) * 4294967296)), ${HALVINGS_SQL})) AS weight`;
