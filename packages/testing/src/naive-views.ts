import type { LogRecord } from '@emberlog/event-log';
import { decodeEvent } from '@emberlog/events';

const MINUTE = 60_000;
const EIGHT_DAYS = 8 * 86_400_000;

/**
 * What a view's row should say, found anew for each record from the whole log before it. An actor
 * counts once in each window.
 */
export const naiveViews = (records: readonly LogRecord[], windowMinutes = 30) => {
  const views = records.map(viewOf);
  const covers = coversWithin(windowMinutes * MINUTE);
  const counted: boolean[] = [];
  for (const [at, view] of views.entries()) {
    counted.push(
      !views.slice(0, at).some((other, n) => counted[n] === true && covers(other, view)),
    );
  }
  return views.map(({ kp, offset, item, actor }, at) => ({
    kp,
    offset,
    item,
    actor,
    outcome: counted[at] === true ? 'counted' : 'repeat',
    delta: counted[at] === true ? 1 : 0,
  }));
};

type View = ReturnType<typeof viewOf>;

/** Whether a counted view makes a later one a repeat. */
const coversWithin =
  (windowMs: number) =>
  (counted: View, view: View): boolean =>
    counted.kp === view.kp &&
    counted.item === view.item &&
    counted.actor === view.actor &&
    (view.actor === '0'
      ? counted.id === view.id && counted.logged >= view.logged - EIGHT_DAYS
      : Math.floor(counted.time / windowMs) === Math.floor(view.time / windowMs));

const viewOf = (record: LogRecord, at: number, records: readonly LogRecord[]) => {
  const decoded = decodeEvent(record.value);
  if (!decoded.ok || decoded.event.type !== 'item.viewed') throw new Error('not a view');
  const { subject: item, id, time, data } = decoded.event;
  const appended = records
    .slice(0, at + 1)
    .filter(({ partition }) => partition === record.partition)
    .map((each) => each.appended);
  return {
    kp: record.partition,
    offset: record.offset,
    item,
    id,
    time,
    actor: BigInt(`0x${data.actor ?? '0'}`).toString(),
    logged: Math.max(...appended),
  };
};
