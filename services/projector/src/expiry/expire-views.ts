import {
  dueMonths,
  noteDue,
  tablePosition,
  tellExpirations,
  toldExpirations,
  type Expiration,
} from '@emberlog/clickhouse';
import type { EventLog, RecordPosition } from '@emberlog/event-log';
import type { Engine } from '../engine/guard-engine.ts';
import { dropToldViews, endsOf, readMonths } from './drop-told-views.ts';

export type ExpireOptions = {
  readonly log: Pick<EventLog, 'bounds'>;
  readonly engine: Engine;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
  /** How long a row is kept after it was logged, ms; whole months go, once their last moment is that old. */
  readonly keptMs: number;
  /**
   * For how long a month must be known to be old enough before its end is told, ms: a clock that was put
   * ahead is noticed by then, and nothing was lost.
   */
  readonly dueMs: number;
  /** From the notice that rows will be dropped until they are, ms. */
  readonly noticeMs: number;
  /** Removes what lies before these positions from the log. Absent where the log sees to it itself. */
  readonly trimLog?: ((before: readonly RecordPosition[]) => Promise<void>) | undefined;
};

export type Expired = {
  /** Months, YYYYMM of `logged`, whose rows were dropped now. */
  readonly dropped: readonly number[];
  /** Months that are old enough since now, and waited with. */
  readonly due: readonly number[];
  /** Months that will be dropped, once notice was given. */
  readonly told: readonly number[];
};

const TOPIC = 'emberlog.views';

/**
 * Drops the views of months that are old enough: what was told before is dropped, what was due for long
 * enough is told, what has become old is due. Months go one after the other, the oldest first, and one only once every log partition in it
 * has a row in a later one: a partition's last row is how far it is.
 */
export const expireViews = async (options: ExpireOptions): Promise<Expired> => {
  const dropped = await dropToldViews(options.engine.writer, options.noticeMs);
  await trim(options);
  return { dropped, ...(await tellOld(options)) };
};

/**
 * The log keeps a month more than the table: what is projected again is judged by what came shortly
 * before it.
 */
const trim = async ({ engine, noticeMs, trimLog }: ExpireOptions): Promise<void> => {
  if (trimLog === undefined) return;
  const told = (await engine.writer.query(toldExpirations('views'), {})).filter(
    ({ told_ago: ago }) => ago >= noticeMs,
  );
  const newest = Math.max(...told.map(({ month }) => month));
  const ends = await endsOf(engine.writer);
  const before = new Map<number, number>();
  for (const { month, kp, last } of told) {
    // What is projected again is read still.
    const isRead = last < (ends.get(kp) ?? -1);
    if (month < newest && isRead) before.set(kp, Math.max(last + 1, before.get(kp) ?? 0));
  }
  if (before.size === 0) return;
  await trimLog([...before].map(([partition, offset]) => ({ topic: TOPIC, partition, offset })));
};

const tellOld = async (options: ExpireOptions): Promise<Pick<Expired, 'due' | 'told'>> => {
  const { engine, keptMs, dueMs } = options;
  const { writer } = engine;
  const end = (await reach(options)) - keptMs;
  if (!(end > 0)) return { due: [], told: [] };
  const toldBefore = await writer.query(toldExpirations('views'), {});
  const dueFor = new Map(
    (await writer.query(dueMonths('views'), {})).map((row) => [row.month, row.due_for]),
  );
  const ends = await endsOf(writer);
  const [due, told]: [number[], Expiration[]] = [[], []];
  for (const { month, rows } of await readMonths(writer, monthOf(end) - 1)) {
    if (!rows.every(({ kp, last }) => last < (ends.get(kp) ?? -1))) break;
    const kpsTold = toldBefore.filter((each) => each.month === month).map(({ kp }) => kp);
    const waits = kpsTold.length === 0 && (dueFor.get(month) ?? -1) < dueMs;
    if (waits && !dueFor.has(month)) due.push(month);
    // The oldest first: what follows one that waits, waits too.
    if (waits || due.length > 0) continue;
    const untold = rows.filter(({ kp }) => !kpsTold.includes(kp));
    told.push(...untold.map(({ last: off, ...row }) => ({ ...row, off })));
  }
  if (due.length > 0) await noteDue(writer, 'views', due);
  if (told.length > 0) await tellExpirations(writer, 'views', told);
  return { due, told: [...new Set(told.map(({ month }) => month))] };
};

/**
 * Up to when everything that was appended is in the table, ms UTC, by the clock and by what was logged: one
 * that is ahead by itself drops nothing. A record that waits to be projected may repeat an old one, which
 * must not be gone by then.
 */
const reach = async ({ log, engine, clock }: ExpireOptions): Promise<number> => {
  const bounds = (await log.bounds()).filter(({ topic }) => topic === TOPIC);
  const held = await engine.writer.query(tablePosition('views'), {});
  const newest = Math.max(0, ...held.map((each) => each.last_logged));
  const reached = bounds.map(({ partition, end }) => {
    const found = held.find(({ kp }) => kp === partition);
    return (found?.last ?? -1) + 1 >= end ? newest : (found?.last_logged ?? 0);
  });
  return Math.min(clock(), newest, ...reached);
};

const monthOf = (ms: number): number => {
  const at = new Date(ms);
  return at.getUTCFullYear() * 100 + at.getUTCMonth() + 1;
};
