/**
 * Groups rows by the UTC month of `logged`, oldest first: an insert into two table partitions would
 * be two commits. `logged` never decreases within a log partition, so its offsets stay in order.
 */
export const groupByMonth = <Row extends { readonly logged: number }>(
  rows: readonly Row[],
): readonly (readonly Row[])[] => {
  const months = new Map<string, Row[]>();
  for (const row of rows) {
    const month = new Date(row.logged).toISOString().slice(0, 7);
    const group = months.get(month);
    if (group === undefined) months.set(month, [row]);
    else group.push(row);
  }
  return [...months].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
};
