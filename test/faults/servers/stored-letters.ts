import { defineQuery, integer, type Reader } from '@emberlog/clickhouse';
import { z } from 'zod';

const letters = defineQuery({
  name: 'letters',
  sql: `
    SELECT topic, kp, toString(off) AS off_text, lower(hex(SHA256(base64Decode(bytes)))) AS sha256
    FROM emberlog.dead_letters FINAL
    WHERE reason != ''
    ORDER BY topic, kp, off`,
  params: z.object({}),
  row: z.object({ topic: z.string(), kp: integer, off_text: integer, sha256: z.string() }),
});

/** The dead letters that are there, each with a reason, by topic, partition and offset. */
export const storedLetters = async (reader: Reader) =>
  (await reader.query(letters, {})).map(({ off_text: off, topic, kp, sha256 }) => ({
    ...{ topic, kp, off, sha256 },
  }));
