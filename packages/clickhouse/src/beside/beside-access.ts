import type { OwnTable } from '../cluster/own-table.ts';
import type { Reader, Writer } from '../database.ts';
import type { Query } from '../query.ts';
import { FACT_TABLES, type FactTable } from '../tables.ts';
import { besideName } from './beside-table.ts';

/** The same statements over the tables beside those that are served; dead letters and claims are shared. */
export const besideWriter = (writer: Writer): Writer => ({
  ...besideReader(writer),
  cluster: writer.cluster,
  insert: async (block, fence) => {
    await writer.insert({ ...block, table: nameBeside(block.table) }, fence);
  },
  command: async (statement) => {
    if (typeof statement === 'string')
      throw new RangeError('the statement names its tables itself');
    await writer.command(statementBeside(statement));
  },
});

export const besideReader = (reader: Reader): Reader => ({
  query: async (query, params) => await reader.query(queryBeside(query), params),
});

const nameBeside = (table: string): string =>
  FACT_TABLES.includes(table as FactTable) ? besideName(table as FactTable) : table;

const statementBeside =
  (statement: (own: OwnTable) => string) =>
  (own: OwnTable): string =>
    statement((table) => own(nameBeside(table)));

const queryBeside = <Q extends Pick<Query<never, unknown>, 'name' | 'sql' | 'ownSql'>>(
  query: Q,
): Q => {
  if (query.ownSql !== undefined) return { ...query, ownSql: statementBeside(query.ownSql) };
  // A text that names a table itself would be answered by the one that is served.
  if (query.sql.includes('emberlog.'))
    throw new RangeError(`${query.name} names its tables itself`);
  return query;
};
