import { z } from 'zod';
import type { Reader, Writer } from '../database.ts';
import { defineQuery } from '../query.ts';

/** What is fixed for the life of the tables, and cannot be told from their rows. */
export type OriginName = 'partitions' | 'secret';

const origins = defineQuery({
  name: 'origins',
  sql: (own) => `
    SELECT name, argMin(value, (begun_at, value)) AS first_value
    FROM emberlog.${own('origin')}
    GROUP BY name
    ORDER BY name`,
  params: z.object({}),
  row: z.object({ name: z.string(), first_value: z.string() }),
});

/** What the tables began with, or null where nothing was recorded. */
export const readOrigin = async (reader: Reader, name: OriginName): Promise<string | null> =>
  (await reader.query(origins, {})).find((row) => row.name === name)?.first_value ?? null;

/** Records what the tables begin with, unless they began before; resolves with what they began with. */
export const settleOrigin = async (
  writer: Writer,
  name: OriginName,
  value: string,
): Promise<string> => {
  const found = await readOrigin(writer, name);
  if (found !== null) return found;
  await writer.insert({ table: 'origin', columns: ['name', 'value'], rows: [[name, value]] });
  // Another process may have come first.
  return (await readOrigin(writer, name)) ?? value;
};
