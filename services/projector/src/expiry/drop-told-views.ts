import {
  dropMonth,
  heldMonths,
  tablePosition,
  toldExpirations,
  type Expiration,
  type Reader,
  type Writer,
} from '@emberlog/clickhouse';

/** What the table holds of a month, YYYYMM of `logged`, by log partition. */
type HeldMonth = {
  readonly month: number;
  readonly rows: readonly (Omit<Expiration, 'off'> & { readonly last: number })[];
};

/** The months of the table up to one, the oldest first. */
export const readMonths = async (
  reader: Reader,
  through: number,
): Promise<readonly HeldMonth[]> => {
  const rows = await reader.query(heldMonths('views'), { through });
  const months = [...new Set(rows.map(({ month }) => month))].toSorted((a, b) => a - b);
  return months.map((month) => ({ month, rows: rows.filter((row) => row.month === month) }));
};

/**
 * Drops the months that were told `noticeMs` ago; resolves with them. What a kill left of one goes too:
 * an engine drops a month part by part.
 */
export const dropToldViews = async (
  writer: Writer,
  noticeMs: number,
): Promise<readonly number[]> => {
  const told = (await writer.query(toldExpirations('views'), {})).filter(
    ({ told_ago: ago }) => ago >= noticeMs,
  );
  if (told.length === 0) return [];
  const through = Math.max(...told.map(({ month }) => month));
  const lastTold = new Map<number, number>();
  for (const { kp, last } of told) lastTold.set(kp, Math.max(last, lastTold.get(kp) ?? -1));
  const ends = await endsOf(writer);
  const dropped: number[] = [];
  for (const { month, rows } of await readMonths(writer, through)) {
    // A table that is made again from the log may hold no more than this of a partition, as yet.
    const isFree = rows.every(
      ({ kp, last }) => last <= (lastTold.get(kp) ?? -1) && last < (ends.get(kp) ?? -1),
    );
    if (!isFree) break;
    await writer.command(dropMonth('views', month));
    dropped.push(month);
  }
  return dropped;
};

/** The last offset of each log partition. */
export const endsOf = async (reader: Reader): Promise<ReadonlyMap<number, number>> =>
  new Map((await reader.query(tablePosition('views'), {})).map(({ kp, last }) => [kp, last]));
