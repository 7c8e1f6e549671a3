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
 * The weights of some ages, SQL for integers of ms: an array of
 * ⌊2^(−age / half_life) · 2^32⌋ as Int128, 0 for a negative age and beyond 32 half-lives. One
 * polynomial for all of them, because the engine takes a millisecond or two to analyse each.
 */
export const weightsSql = (ages: readonly string[]): string =>
  `arrayMap((age, power) -> toInt128((age >= 0) * bitShiftRight(toUInt64(floor(power * 4294967296)),
    ${HALVINGS_SQL})), [${ages.join(', ')}] AS ages, arrayMap(f -> ${POWER_SQL},
    arrayMap(age -> (age % {half_life:Int64}) / {half_life:Int64}, ages)))`;
