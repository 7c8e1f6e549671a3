import { decodeEvent } from '@emberlog/events';
import type { LogRecord } from '@emberlog/event-log';

/** What a vote's row should say, found anew for each record from the whole log before it. */
export const naiveVotes = (records: readonly LogRecord[]) => {
  const casts = records.map(castOf);
  return casts.map((cast, at) => {
    const before = casts.slice(0, at).filter((other) => isOfSameVote(other, cast));
    const wasOn = deciding(before)?.on ?? false;
    const isOn = deciding([...before, cast])?.on ?? false;
    const isStale = deciding([...before, cast]) !== cast;
    const first = [...before, cast].find(
      (each, n, all) => each.on && deciding(all.slice(0, n + 1)) === each,
    );
    return {
      kp: cast.kp,
      offset: cast.offset,
      item: cast.item,
      actor: cast.actor,
      outcome: isStale ? 'stale' : wasOn === isOn ? 'repeat' : 'counted',
      delta: Number(isOn) - Number(wasOn),
      effective: (first ?? cast).recorded,
      recorded: cast.recorded,
    };
  });
};

type Cast = ReturnType<typeof castOf>;

/** The event with the greatest (time, id), the first to arrive among equals. */
const deciding = (casts: readonly Cast[]): Cast | undefined =>
  casts.reduce<Cast | undefined>(
    (latest, cast) => (latest === undefined || isLater(cast, latest) ? cast : latest),
    undefined,
  );

const isLater = (a: Cast, b: Cast): boolean =>
  a.time === b.time ? Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) > 0 : a.time > b.time;

const isOfSameVote = (a: Cast, b: Cast): boolean =>
  a.kp === b.kp && a.item === b.item && a.actor === b.actor;

const castOf = (record: LogRecord, at: number, records: readonly LogRecord[]) => {
  const decoded = decodeEvent(record.value);
  if (!decoded.ok || !('actor' in decoded.event.data)) throw new Error('not a vote');
  const { event } = decoded;
  const appended = records
    .slice(0, at + 1)
    .filter(({ partition }) => partition === record.partition)
    .map((each) => each.appended);
  return {
    kp: record.partition,
    offset: record.offset,
    item: event.subject,
    actor: BigInt(`0x${String(decoded.event.data.actor)}`).toString(),
    on: event.type === 'item.upvoted',
    time: event.time,
    id: event.id,
    recorded: Math.min(event.time, Math.max(...appended)),
  };
};
