import { createHash } from 'node:crypto';
import { stringLiteral } from '../parameter-text.ts';
import type { DocumentedColumn, DocumentedView, ViewOptions } from './documented-view.ts';

export type ViewStatement = {
  readonly statement: string;
  /** The comment that the engine has of the view; it tells one definition from another. */
  readonly told: string;
};

/**
 * The statement that makes a view. Who asks it needs no right to what lies behind it: it is read by the
 * rights of who made it.
 */
export const viewStatement = (
  view: DocumentedView,
  { cluster, ...options }: ViewOptions & { readonly cluster: string | null },
): ViewStatement => {
  const { name, takes, columns } = view;
  const onCluster = cluster === null ? '' : ` ON CLUSTER ${cluster}`;
  // Of a view with parameters the engine keeps no columns: its comment says what they are.
  const listed = takes.length > 0 ? '' : ` (${columns.map(columnSql).join(', ')})`;
  const made =
    `CREATE OR REPLACE VIEW default.${name}${onCluster}${listed} ` +
    `DEFINER = CURRENT_USER SQL SECURITY DEFINER AS ${view.sql(options)}`;
  const told = `${wordsOf(view)} (definition ${digestOf(made)})`;
  return { statement: `${made} COMMENT ${stringLiteral(told)}`, told };
};

/** Whether a comment is of a view that we made. */
export const isToldByUs = (comment: string): boolean =>
  /\(definition [0-9a-f]{12}\)$/.test(comment);

const columnSql = ({ name, type, comment }: DocumentedColumn): string =>
  `${name} ${type} COMMENT ${stringLiteral(comment)}`;

const wordsOf = ({ comment, takes, columns }: DocumentedView): string => {
  if (takes.length === 0) return comment;
  const list = (columnsTold: readonly DocumentedColumn[]): string =>
    columnsTold.map((each) => `${each.name} ${each.type}: ${each.comment}`).join('; ');
  return `${comment}. Takes ${list(takes)}. Gives ${list(columns)}`;
};

/** Enough to tell one definition of a view from another. */
const digestOf = (sql: string): string =>
  createHash('sha256').update(sql).digest('hex').slice(0, 12);
