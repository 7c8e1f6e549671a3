import type { Statement } from '../database.ts';
import { stringLiteral } from '../parameter-text.ts';
import type { FactTable } from '../tables.ts';
import { markText, type TableMark } from './definition.ts';

/** A table that is being made, or was served before, beside the one that is served. */
export type BesideTable = `${FactTable}__beside`;

/** A table whose partitions are claimed by who fills them. */
export type ClaimedTable = FactTable | BesideTable;

export const besideName = (table: FactTable): BesideTable => `${table}__beside`;

/** An empty table like the one that is served, that bears a mark. */
export const createBeside =
  (table: FactTable, mark: TableMark): Statement =>
  (own) =>
    `CREATE TABLE emberlog.${own(besideName(table))} AS emberlog.${own(table)} COMMENT ${stringLiteral(markText(mark))}`;

/** Gives a table another mark: the served one, and through `besideWriter` the one beside. */
export const markTable =
  (table: FactTable, mark: TableMark): Statement =>
  (own) =>
    `ALTER TABLE emberlog.${own(table)} MODIFY COMMENT ${stringLiteral(markText(mark))}`;

/** Removes the table beside, whatever its size; its files go later, when nobody reads them. */
export const dropBeside =
  (table: FactTable): Statement =>
  (own) =>
    `DROP TABLE IF EXISTS emberlog.${own(besideName(table))} SETTINGS max_table_size_to_drop = 0`;

/** The table beside is served from now on, and the one that was served is beside it: one rename. */
export const exchangeTables =
  (table: FactTable): Statement =>
  (own) =>
    `EXCHANGE TABLES emberlog.${own(table)} AND emberlog.${own(besideName(table))}`;
