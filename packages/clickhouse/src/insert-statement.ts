import type { OwnTable } from './cluster/own-table.ts';
import { MAX_BLOCK_ROWS, type Block, type Fence } from './database.ts';
import { stringLiteral } from './parameter-text.ts';

/**
 * One block becomes one part only with asynchronous inserts, parallel parsing and insert threads
 * off; deduplication is off because its log is written before the part is.
 */
export const INSERT_SETTINGS = {
  async_insert: 0,
  max_insert_threads: '1',
  input_format_parallel_parsing: 0,
  insert_deduplicate: 0,
} as const;

const SETTINGS = `SETTINGS ${Object.entries(INSERT_SETTINGS)
  .map(([name, value]) => `${name}=${value}`)
  .join(', ')}`;

/** An owner waits for inserts under older claims to end: none may run for ever. Seconds. */
const LONGEST_INSERT = 60;

/**
 * Of a statement with its rows in it: without limit in length, kept in the server's log by its first
 * kilobyte.
 */
const FENCED_SETTINGS = `${SETTINGS}, max_execution_time=${LONGEST_INSERT}, log_queries_cut_to_length=1000`;

export type InsertOptions = {
  readonly own: OwnTable;
  /** Whether the connection brings `INSERT_SETTINGS`, so that the statement does without. */
  readonly settingsAreSent: boolean;
};

/** The statement and its body: one JSON array a line, no blank line, which would end an inline body. */
export const insertStatement = (
  block: Block,
  { own, settingsAreSent }: InsertOptions,
): { query: string; body: string } => ({
  query: `INSERT INTO emberlog.${own(block.table)} (${block.columns.join(', ')})${settingsAreSent ? '' : ` ${SETTINGS}`} FORMAT JSONCompactEachRow`,
  body: bodyOf(block),
});

/**
 * The statement, rows and all, that inserts nothing unless every claim of the fence is the latest of
 * its partition: the engine looks while the statement runs, which its list of processes shows.
 */
export const fencedInsert = (block: Block, fence: Fence, own: OwnTable): string => {
  const { table, structure } = fence;
  if (table !== block.table) throw new RangeError(`a fence of ${table} is none of ${block.table}`);
  const columns = block.columns.map((name) => {
    const type = structure.get(name);
    if (type === undefined) throw new RangeError(`the table ${table} has no column ${name}`);
    return `${name} ${type}`;
  });
  // A dollar sign could end the text of the rows: then the rest would run as SQL.
  const rows = bodyOf(block).replaceAll('$', '\\u0024');
  return `INSERT INTO emberlog.${own(table)} (${block.columns.join(', ')}) ${FENCED_SETTINGS}
    SELECT ${block.columns.join(', ')}
    FROM format(JSONCompactEachRow, ${stringLiteral(columns.join(', '))}, $$${rows}$$)
    WHERE ${fencedSql(fence, own)}`;
};

/** A condition that is met, or ends the statement: every claim of the fence is the latest of its partition. */
export const fencedSql = (fence: Fence, own: OwnTable): string => {
  const { table, kps, owner, server, identity } = fence;
  const elsewhere = server === null ? '' : ` OR toString(serverUUID()) != ${stringLiteral(server)}`;
  return `NOT throwIf(
      (
        SELECT count() != ${kps.length} OR countIf(last_owner != ${stringLiteral(owner)}) > 0${elsewhere}
          OR (
            SELECT count() FROM system.tables
            WHERE database = 'emberlog' AND name = ${stringLiteral(own(table))} AND toString(uuid) = ${stringLiteral(identity)}
          ) = 0
        FROM
        (
          SELECT kp, argMax(owner, (epoch, owner)) AS last_owner
          FROM emberlog.${own('claims')}
          WHERE table_name = ${stringLiteral(table)} AND kp IN (${kps.join(', ')})
          GROUP BY kp
        )
      ),
      '${FENCED}'
    )`;
};

/** What the engine says of an insert whose claims are not the latest, or whose table is another by now. */
export const FENCED = 'another projector has claimed these partitions';

const bodyOf = ({ rows }: Block): string => {
  if (rows.length > MAX_BLOCK_ROWS) {
    throw new RangeError(`a block holds at most ${MAX_BLOCK_ROWS} rows, got ${rows.length}`);
  }
  return rows.map((row) => JSON.stringify(row)).join('\n');
};
