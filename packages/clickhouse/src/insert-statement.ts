import { MAX_BLOCK_ROWS, type Block } from './database.ts';

/**
 * One block becomes one part only with asynchronous inserts, parallel parsing and insert threads
 * off; deduplication is off because its log is written before the part is.
 */
const SETTINGS =
  'SETTINGS async_insert=0, max_insert_threads=1, input_format_parallel_parsing=0, insert_deduplicate=0';

/** The statement and its body: one JSON array a line, no blank line, which would end an inline body. */
export const insertStatement = ({
  table,
  columns,
  rows,
}: Block): { query: string; body: string } => {
  if (rows.length > MAX_BLOCK_ROWS) {
    throw new RangeError(`a block holds at most ${MAX_BLOCK_ROWS} rows, got ${rows.length}`);
  }
  return {
    query: `INSERT INTO emberlog.${table} (${columns.join(', ')}) ${SETTINGS} FORMAT JSONCompactEachRow`,
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  };
};
