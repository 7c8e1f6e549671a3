import { z } from 'zod';
import type { Reader } from '../database.ts';
import { defineQuery } from '../query.ts';
import { FACT_TABLES, type FactTable } from '../tables.ts';
import { besideName, type BesideTable } from './beside-table.ts';
import { markOf, readModelOf, type TableMark } from './definition.ts';

const NAMES = FACT_TABLES.flatMap((table) => [table, besideName(table)] as const);

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** Every table of facts there is, those beside included, by what tells it from all others. */
const tableIdentities = defineQuery({
  name: 'table-identities',
  sql: (own) => `
    SELECT transform(name, [${quoted(NAMES.map(own))}], [${quoted(NAMES)}], '') AS table_name,
      toString(uuid) AS identity,
      toString(cityHash64(replaceRegexpOne(
        replaceRegexpOne(create_table_query, '^CREATE TABLE \\S+', ''), ' COMMENT ''[^'']*''$', ''
      ))) AS shape,
      comment
    FROM system.tables
    WHERE database = 'emberlog' AND name IN (${quoted(NAMES.map(own))})`,
  params: z.object({}),
  row: z.object({
    table_name: z.enum(NAMES),
    identity: z.string(),
    shape: z.string(),
    comment: z.string(),
  }),
});

/** A table, whatever its name is at present. */
export type TableIdentity = TableMark & {
  /** Of the engine; a table keeps it when it changes places. */
  readonly identity: string;
  /** Of its columns, projections and settings: equal where two tables may change places. */
  readonly shape: string;
};

export type TableIdentities = {
  readonly served: Readonly<Record<FactTable, TableIdentity>>;
  readonly beside: ReadonlyMap<FactTable, TableIdentity>;
};

/** Reads which tables are served, and which are beside them. Rejects where a table is missing. */
export const readIdentities = async (reader: Reader): Promise<TableIdentities> => {
  const rows = await reader.query(tableIdentities, {});
  const found = new Map<FactTable | BesideTable, (typeof rows)[number]>(
    rows.map((row) => [row.table_name, row]),
  );
  const identityOf = (table: FactTable, name: FactTable | BesideTable): TableIdentity | null => {
    const row = found.get(name);
    if (row === undefined) return null;
    return { identity: row.identity, shape: row.shape, ...markOf(table, row.comment) };
  };
  const servedAs = (table: FactTable): TableIdentity => {
    const identity = identityOf(table, table);
    if (identity === null) throw new Error(`there is no table ${table}`);
    return identity;
  };
  const beside = FACT_TABLES.flatMap((table) => {
    const identity = identityOf(table, besideName(table));
    return identity === null ? [] : [[table, identity] as const];
  });
  return {
    served: { items: servedAs('items'), votes: servedAs('votes'), views: servedAs('views') },
    beside: new Map(beside),
  };
};

/** Reads the number of the definitions that the served tables are made by. */
export const readServedModel = async (reader: Reader): Promise<number> =>
  readModelOf((await readIdentities(reader)).served);
