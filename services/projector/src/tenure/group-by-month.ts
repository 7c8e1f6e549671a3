/**
 * Groups rows by the UTC month of `logged`, oldest first: an insert into two table partitions would
 * be two commits. `logged` never decreases within a log partition, so its offsets stay in order.
 */
export const groupByMonth = <Row extends { readonly logged: number }>(
  rows: readonly Row[],
): readonly (readonly Row[])[] => {
  const months = new Map<number, Row[]>();
  let current = { first: 0, end: 0, rows: [] as Row[] };
  for (const row of rows) {
    if (row.logged < current.first || row.logged >= current.end) {
      const { first, end } = monthOf(row.logged);
      current = { first, end, rows: months.get(first) ?? [] };
      months.set(first, current.rows);
    }
    current.rows.push(row);
  }
  return [...months].sort(([a], [b]) => a - b).map(([, group]) => group);
};

/** First ms of the month a time lies in, and first ms of the next. */
const monthOf = (time: number): { readonly first: number; readonly end: number } => {
  const date = new Date(time);
  const at = (month: number): number => Date.UTC(date.getUTCFullYear(), month);
  return { first: at(date.getUTCMonth()), end: at(date.getUTCMonth() + 1) };
};
