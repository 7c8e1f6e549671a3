import { z } from 'zod';
import { defineQuery, integer } from '../query.ts';
import { lettersSql, LETTER_FILTERS } from './letters-sql.ts';

const filters = {
  /** Empty: every topic. */
  topic: z.string(),
  /** A part of it; empty: every reason. */
  reason: z.string(),
  /** Append time, ms UTC: since ≤ appended < until. */
  since: z.number(),
  until: z.number(),
  /** The place after which the page begins; ('', -1, -1): the first. */
  after_topic: z.string(),
  after_kp: z.number(),
  after_off: z.number(),
  /** Empty: every state. */
  state: z.enum(['', 'open', 'replayed', 'dropped', 'resolved']),
};
export type LetterFilters = z.infer<z.ZodObject<typeof filters>>;

const row = z.object({
  letter_topic: z.string(),
  letter_kp: integer,
  place_off: integer,
  letter_key: z.string(),
  letter_reason: z.string(),
  appended_ms: integer,
  value_bytes: integer,
  letter_state: z.enum(['open', 'replayed', 'dropped', 'resolved']),
  /** Empty without a replay. */
  replayed_as: z.string(),
  /** 0 while nothing was done. */
  marked_at_ms: integer,
});
export type LetterSummary = z.output<typeof row>;

const COLUMNS = `letter_topic, letter_kp, toString(letter_off) AS place_off, letter_key, letter_reason,
      toUnixTimestamp64Milli(letter_appended) AS appended_ms, toString(letter_bytes) AS value_bytes,
      letter_state, replayed_as, marked_ms AS marked_at_ms`;

/** A page of dead letters that pass the filters, ordered by topic, partition and offset. */
export const deadLetterPage = defineQuery({
  name: 'dead-letter-page',
  sql: (own) => `
    SELECT ${COLUMNS}
    FROM (${lettersSql(own, LETTER_FILTERS)})
    WHERE {state:String} = '' OR letter_state = {state:String}
    ORDER BY letter_topic, letter_kp, letter_off
    LIMIT {limit:UInt32}`,
  params: z.object({ ...filters, limit: z.number() }),
  row,
});

/** How many dead letters pass the filters. */
export const deadLetterCount = defineQuery({
  name: 'dead-letter-count',
  sql: (own) => `
    SELECT toString(count()) AS letters
    FROM (${lettersSql(own, LETTER_FILTERS)})
    WHERE {state:String} = '' OR letter_state = {state:String}`,
  params: z.object(filters),
  row: z.object({ letters: integer }),
});

const places = {
  topics: z.array(z.string()).max(1_000),
  kps: z.array(z.number()),
  offs: z.array(z.number()),
};

const AT_PLACES = `(letter.topic, letter.kp, letter.off) IN (
        SELECT place.1, place.2, place.3
        FROM (
          SELECT arrayJoin(
            arrayZip({topics:Array(String)}, {kps:Array(UInt16)}, {offs:Array(UInt64)})
          ) AS place
        )
      )`;

/** The dead letters of at most 1,000 places; no row where there is none. */
export const deadLettersAt = defineQuery({
  name: 'dead-letters-at',
  sql: (own) => `
    SELECT ${COLUMNS}
    FROM (${lettersSql(own, AT_PLACES)})
    ORDER BY letter_topic, letter_kp, letter_off`,
  params: z.object(places),
  row,
});

/** The keys and values of the dead letters of some places, as base64. */
export const deadLetterValues = defineQuery({
  name: 'dead-letter-values',
  sql: (own) => `
    SELECT letter.topic AS letter_topic, letter.kp AS letter_kp, toString(letter.off) AS place_off,
      letter.key AS key_base64, letter.bytes AS value_base64
    FROM (SELECT * FROM emberlog.${own('dead_letters')} FINAL) AS letter
    WHERE ${AT_PLACES}
    ORDER BY letter.topic, letter.kp, letter.off`,
  params: z.object(places),
  row: z.object({
    letter_topic: z.string(),
    letter_kp: integer,
    place_off: integer,
    key_base64: z.string(),
    value_base64: z.string(),
  }),
});

/** How many dead letters there are of each topic and reason, the most frequent hundred, and of each state. */
export const deadLetterCounts = defineQuery({
  name: 'dead-letter-counts',
  sql: (own) => `
    SELECT letter_topic, letter_reason,
      toString(countIf(letter_state = 'open')) AS open,
      toString(countIf(letter_state = 'replayed')) AS replayed,
      toString(countIf(letter_state = 'dropped')) AS dropped,
      toString(countIf(letter_state = 'resolved')) AS resolved,
      toString(sum(countIf(letter_state = 'open')) OVER ()) AS all_open
    FROM (${lettersSql(own, '1')})
    GROUP BY letter_topic, letter_reason
    ORDER BY count() DESC, letter_topic, letter_reason
    LIMIT 100`,
  params: z.object({}),
  row: z.object({
    letter_topic: z.string(),
    letter_reason: z.string(),
    open: integer,
    replayed: integer,
    dropped: integer,
    resolved: integer,
    all_open: integer,
  }),
});
