/** Rows by a key, the groups in the order of their first rows. */
export const groupedBy = <R, K>(
  rows: Iterable<R>,
  keyOf: (row: R) => K,
): ReadonlyMap<K, readonly R[]> => {
  const groups = new Map<K, R[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
};
