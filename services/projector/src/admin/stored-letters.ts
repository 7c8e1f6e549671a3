import type { DeadLetter, DeadLetterFilters, DeadLetterPlace } from '@emberlog/api';
import {
  deadLetterCount,
  deadLetterPage,
  deadLettersAt,
  deadLetterValues,
  type LetterFilters,
  type LetterSummary,
  type Reader,
} from '@emberlog/clickhouse';
import type { NewRecord, Topic } from '@emberlog/event-log';
import { cursorText, type LetterCursor } from './letter-cursor.ts';

/** A walk through dead letters: which ones, from where. */
export type LetterWalk = {
  readonly filters: DeadLetterFilters;
  readonly state: DeadLetter['state'] | null;
  readonly cursor: LetterCursor | null;
  readonly limit: number;
  /** Letters appended from then on, ms UTC, do not belong to a walk that begins; null: all do. */
  readonly before: number | null;
};

export type LetterPage = {
  readonly letters: readonly DeadLetter[];
  readonly matching: number;
  readonly nextCursor: string | null;
};

/** One page of a walk, by topic, partition and offset. */
export const readPage = async (reader: Reader, walk: LetterWalk): Promise<LetterPage> => {
  const { filters, cursor, limit } = walk;
  const until =
    cursor?.until ?? Math.min(timeOf(filters.until, END_OF_TIME), walk.before ?? END_OF_TIME);
  const asked: LetterFilters = {
    topic: filters.topic ?? '',
    reason: filters.reason ?? '',
    since: timeOf(filters.since, 0),
    until,
    after_topic: cursor?.after[0] ?? '',
    after_kp: cursor?.after[1] ?? -1,
    after_off: cursor?.after[2] ?? -1,
    state: walk.state ?? '',
  };
  const [counted] = await reader.query(deadLetterCount, asked);
  const rows = await reader.query(deadLetterPage, { ...asked, limit: limit + 1 });
  const letters = rows.slice(0, limit).map(letterOf);
  const last = letters.at(-1);
  return {
    letters,
    matching: counted?.letters ?? 0,
    nextCursor:
      rows.length <= limit || last === undefined
        ? null
        : cursorText({ after: [last.topic, last.partition, last.offset], until }),
  };
};

/** The letters at some places, at most 1,000; those without one are left out. */
export const readLettersAt = async (
  reader: Reader,
  places: readonly DeadLetterPlace[],
): Promise<readonly DeadLetter[]> =>
  (await reader.query(deadLettersAt, columnsOf(places))).map(letterOf);

/** The records of the letters at some places, by the name of the place. */
export const readLetterRecords = async (
  reader: Reader,
  places: readonly DeadLetterPlace[],
): Promise<ReadonlyMap<string, NewRecord>> => {
  const rows = await reader.query(deadLetterValues, columnsOf(places));
  return new Map(
    rows.map((row) => {
      const topic = row.letter_topic as Topic;
      const name = placeName({ topic, partition: row.letter_kp, offset: row.place_off });
      const key = Buffer.from(row.key_base64, 'base64').toString();
      return [name, { topic, key, value: Buffer.from(row.value_base64, 'base64') }];
    }),
  );
};

/** `emberlog.votes/3/17`. */
export const placeName = ({ topic, partition, offset }: DeadLetterPlace): string =>
  `${topic}/${partition}/${offset}`;

const columnsOf = (places: readonly DeadLetterPlace[]) => ({
  topics: places.map(({ topic }) => topic),
  kps: places.map(({ partition }) => partition),
  offs: places.map(({ offset }) => offset),
});

/** The columns hold no later time. */
const END_OF_TIME = Date.UTC(2200, 0, 1);

const timeOf = (text: string | undefined, absent: number): number =>
  text === undefined ? absent : Math.max(0, Date.parse(text));

const letterOf = (row: LetterSummary): DeadLetter => ({
  topic: row.letter_topic as Topic,
  partition: row.letter_kp,
  offset: row.place_off,
  key: row.letter_key,
  bytes: row.value_bytes,
  reason: row.letter_reason,
  appended: new Date(row.appended_ms).toISOString(),
  state: row.letter_state,
  replayed_as: row.replayed_as === '' ? null : Number(row.replayed_as),
  marked_at: row.marked_at_ms === 0 ? null : new Date(row.marked_at_ms).toISOString(),
});
