import type { OwnTable } from '../cluster/own-table.ts';
import { FACT_TABLES } from '../tables.ts';

/** What a query of dead letters may ask of them; an empty text or 0 asks nothing. */
export const LETTER_FILTERS = `
      ({topic:String} = '' OR letter.topic = {topic:String})
      AND ({reason:String} = '' OR position(letter.reason, {reason:String}) > 0)
      AND letter.appended >= fromUnixTimestamp64Milli({since:Int64})
      AND letter.appended < fromUnixTimestamp64Milli({until:Int64})
      AND (letter.topic, letter.kp, letter.off)
        > ({after_topic:String}, {after_kp:Int32}, {after_off:Int64})`;

/**
 * Dead letters with what became of them, one row each. A row of its topic's table that is not dead
 * says that the record was read after all; a row that is not there says nothing.
 */
export const lettersSql = (own: OwnTable, where: string): string => `
    SELECT
      letter.topic AS letter_topic,
      letter.kp AS letter_kp,
      letter.off AS letter_off,
      base64Decode(letter.key) AS letter_key,
      letter.reason AS letter_reason,
      letter.appended AS letter_appended,
      intDiv(length(letter.bytes), 4) * 3 - countSubstrings(letter.bytes, '=') AS letter_bytes,
      multiIf(
        letter.off < projected.next
          AND (letter.topic, letter.kp, letter.off) NOT IN (${deadPlaces(own)}),
        'resolved',
        mark.last_state != '',
        mark.last_state,
        'open'
      ) AS letter_state,
      if(mark.last_state = 'replayed', toString(mark.last_as), '') AS replayed_as,
      if(mark.last_state = '', 0, toUnixTimestamp64Milli(mark.last_marked)) AS marked_ms
    FROM (SELECT * FROM emberlog.${own('dead_letters')} FINAL) AS letter
    LEFT JOIN (
      SELECT topic, kp, off,
        toString(argMax(state, (marked_at, state))) AS last_state,
        argMax(appended_as, (marked_at, state)) AS last_as,
        max(marked_at) AS last_marked
      FROM emberlog.${own('dead_letter_marks')}
      GROUP BY topic, kp, off
    ) AS mark ON mark.topic = letter.topic AND mark.kp = letter.kp AND mark.off = letter.off
    LEFT JOIN (${projectedEnds(own)}) AS projected
      ON projected.topic = letter.topic AND projected.kp = letter.kp
    WHERE ${where}`;

/** Rows of unreadable records alone have no item, and lie together at the head of each part. */
const deadPlaces = (own: OwnTable): string =>
  FACT_TABLES.map(
    (table) => `SELECT 'emberlog.${table}', kp, off FROM emberlog.${own(table)} WHERE item = ''`,
  ).join(' UNION ALL ');

const projectedEnds = (own: OwnTable): string =>
  FACT_TABLES.map(
    (table) =>
      `SELECT 'emberlog.${table}' AS topic, kp, max(off) + 1 AS next FROM emberlog.${own(table)} GROUP BY kp`,
  ).join(' UNION ALL ');
