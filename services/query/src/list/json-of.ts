/**
 * `value` as JSON, written once for each object: those that questions are made of are asked about again
 * and again. Only for objects that never change.
 */
export const jsonOf = (value: object): string => {
  const known = written.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  written.set(value, text);
  return text;
};

const written = new WeakMap<object, string>();
