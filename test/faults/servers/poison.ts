import { TOPICS, type EventLog, type NewRecord } from '@emberlog/event-log';
import { encodeEvent } from '@emberlog/events';

const BATCH = 100;
const MEBIBYTE = 1024 * 1024;
/** As many of the largest: more would only be a test of the disk. */
const LARGE_EVERY = 200;

const text = new TextEncoder();

/** An event that could be read, with some of its fields changed. */
const changed = (n: number, fields: object): Uint8Array => {
  const bytes = encodeEvent({
    id: `poison-${n}`,
    source: 'test',
    type: 'item.upvoted',
    subject: 'p',
    time: 1_750_000_000_000,
    data: { actor: 'ab'.repeat(8) },
  });
  const event = JSON.parse(new TextDecoder().decode(bytes)) as object;
  return text.encode(JSON.stringify({ ...event, ...fields }));
};

/** Values that no event can be read from, each of another kind. */
const KINDS: readonly ((n: number) => Uint8Array)[] = [
  (n) => text.encode(`{"id":"broken-${n}","type":`),
  () => new Uint8Array(0),
  (n) => Uint8Array.from({ length: 40 }, (_, at) => (at * 37 + n) % 256),
  (n) => changed(n, { type: 'item.liked' }),
  (n) => changed(n, { dataschema: 'urn:emberlog:item.upvoted:99' }),
  (n) => changed(n, { data: { actor: 'not a pseudonym' } }),
  // Its subject is not the key of the record.
  (n) => changed(n, {}),
  (n) => text.encode(JSON.stringify([n, null, { $$: '$$) ; DROP TABLE emberlog.votes' }])),
  (n) => text.encode(`"\u0000 ${n} \n\n ; DROP DATABASE emberlog"`),
];

/** Appends so many records that cannot be read, over all topics and partitions. */
export const appendPoison = async (log: EventLog, count: number): Promise<void> => {
  for (let from = 0; from < count; from += BATCH) {
    await log.append(
      Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => poison(from + n)),
    );
  }
};

const poison = (n: number): NewRecord => {
  const kind = KINDS[n % KINDS.length];
  const value = n % LARGE_EVERY === 0 ? new Uint8Array(MEBIBYTE).fill(97 + (n % 26)) : kind?.(n);
  return {
    topic: TOPICS[n % TOPICS.length] ?? 'emberlog.votes',
    key: `poison-${n}`,
    value: value ?? new Uint8Array(0),
  };
};
