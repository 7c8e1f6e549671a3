/** How often each value is there; values that are not known count as `other`. */
export const tally = (
  values: readonly string[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) {
    const name = known.has(value) ? value : 'other';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};
