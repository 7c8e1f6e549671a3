import { createHash } from 'node:crypto';
import type { FactTable } from '@emberlog/clickhouse';
import type { LogRecord } from '@emberlog/event-log';
import { decodeEvent, type EmberlogEvent } from '@emberlog/events';

/** What a row must say, as one text: see `rowsSql`. */
export type ExpectedRow = { readonly off: number; readonly text: string };

type ExpectedLetter = {
  readonly topic: string;
  readonly kp: number;
  readonly off: number;
  /** SHA-256 of the bytes of the record, hexadecimal. */
  readonly sha256: string;
};

/** Folds records by the definitions, one after the other, apart from the product's own but for its codec. */
export type TopicFold = {
  readonly add: (record: LogRecord) => void;
  /** The rows since the last call, by `kp`. */
  readonly take: (table: FactTable) => ReadonlyMap<number, readonly ExpectedRow[]>;
  /** By topic, partition and offset. */
  readonly letters: () => readonly ExpectedLetter[];
  /** Whether an event with this id was read. */
  readonly has: (id: string) => boolean;
  /** Votes on an item that stand. */
  readonly upvotes: (item: string) => number;
  /** Records that could be read, each as often as it is there. */
  readonly readable: () => number;
};

type Placed = { readonly record: LogRecord; readonly logged: number };
type Vote = { time: number; id: string; on: boolean; first: number | null };

const HALF_HOUR = 1_800_000;

export const createTopicFold = (): TopicFold => {
  const rows = new Map<string, ExpectedRow[]>();
  const logged = new Map<string, number>();
  const letters: ExpectedLetter[] = [];
  const ids = new Set<string>();
  const votes = new Map<string, Vote>();
  const upvotes = new Map<string, number>();
  const views = new Set<string>();
  let readable = 0;

  const voteText = (event: EmberlogEvent, { record, logged: at }: Placed): readonly unknown[] => {
    const actor = 'actor' in event.data ? String(event.data.actor) : '0';
    const key = `${record.partition} ${event.subject} ${actor}`;
    const on = event.type === 'item.upvoted';
    const before = votes.get(key);
    const recorded = Math.min(event.time, at);
    const decides = before === undefined || isLater(event, before);
    const wasOn = before?.on ?? false;
    const first = before?.first ?? (decides && on ? recorded : null);
    if (decides) votes.set(key, { time: event.time, id: event.id, on, first });
    const outcome = decides ? (wasOn === on ? 'repeat' : 'counted') : 'stale';
    const delta = decides ? Number(on) - Number(wasOn) : 0;
    upvotes.set(event.subject, (upvotes.get(event.subject) ?? 0) + delta);
    return [BigInt(`0x${actor}`), outcome, delta, first ?? recorded, recorded];
  };

  const viewText = (event: EmberlogEvent, { record, logged: at }: Placed): readonly unknown[] => {
    const actor = 'actor' in event.data ? String(event.data.actor) : '0';
    const within = actor === '0' ? event.id : Math.floor(event.time / HALF_HOUR);
    const key = `${record.partition} ${event.subject} ${actor} ${within}`;
    const counts = !views.has(key);
    views.add(key);
    const recorded = Math.min(event.time, at);
    return [BigInt(`0x${actor}`), counts ? 'counted' : 'repeat', Number(counts), recorded];
  };

  const itemText = (event: EmberlogEvent, { logged: at }: Placed): readonly unknown[] => [
    event.type.slice('item.'.length),
    event.type === 'item.published' ? (event.data.title ?? '') : '',
    Math.min(event.time, at),
  ];

  const texts = { items: itemText, votes: voteText, views: viewText };
  const fits = (table: FactTable, event: EmberlogEvent): boolean =>
    ({
      items: event.type === 'item.published' || event.type === 'item.withdrawn',
      votes: event.type === 'item.upvoted' || event.type === 'item.upvote_retracted',
      views: event.type === 'item.viewed',
    })[table];

  return {
    add: (record) => {
      const table = record.topic.slice('emberlog.'.length) as FactTable;
      const place = `${table} ${record.partition}`;
      const at = Math.max(record.appended, logged.get(place) ?? 0);
      logged.set(place, at);
      const decoded = decodeEvent(record.value);
      const event =
        decoded.ok && decoded.event.subject === record.key && fits(table, decoded.event)
          ? decoded.event
          : null;
      if (event === null) letters.push(letterOf(record));
      else {
        ids.add(event.id);
        readable += 1;
      }
      const text = [
        record.offset,
        at,
        digestOf(record.value),
        ...(event === null
          ? ['dead']
          : [event.subject, event.id, event.time, ...texts[table](event, { record, logged: at })]),
      ].join('\t');
      const known = rows.get(place) ?? [];
      known.push({ off: record.offset, text });
      rows.set(place, known);
    },
    take: (table) => {
      const taken = new Map<number, readonly ExpectedRow[]>();
      for (const [place, all] of rows) {
        const [name, kp] = place.split(' ');
        if (name !== table) continue;
        taken.set(Number(kp), all);
        rows.set(place, []);
      }
      return taken;
    },
    letters: () => letters.toSorted(byPlace),
    has: (id) => ids.has(id),
    upvotes: (item) => upvotes.get(item) ?? 0,
    readable: () => readable,
  };
};

const byPlace = (a: ExpectedLetter, b: ExpectedLetter): number =>
  (a.topic < b.topic ? -1 : Number(a.topic > b.topic)) || a.kp - b.kp || a.off - b.off;

/** The greater (time, id) decides, and of equal ones the first. */
const isLater = (event: EmberlogEvent, than: Vote): boolean =>
  event.time === than.time
    ? Buffer.compare(Buffer.from(event.id), Buffer.from(than.id)) > 0
    : event.time > than.time;

const digestOf = (bytes: Uint8Array): bigint =>
  createHash('sha256').update(bytes).digest().readBigUInt64BE();

const letterOf = ({ topic, partition: kp, offset: off, value }: LogRecord): ExpectedLetter => ({
  ...{ topic, kp, off },
  sha256: createHash('sha256').update(value).digest('hex'),
});
