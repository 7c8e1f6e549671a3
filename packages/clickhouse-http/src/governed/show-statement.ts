import { identifier, literal } from '../engine/set-statement.ts';
import type { Token } from '../statement/tokens.ts';
import { isAllowedFormat } from './formats.ts';
import { isMark, isWord, nameAt } from './hidden-names.ts';
import { SYSTEM_OF_PORT } from './system-tables.ts';

/** Reads the words of a SHOW one after another. */
type Words = {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
};

/**
 * The query that answers a SHOW, made here: the tree does not show what is in it, so nothing of its
 * text reaches the engine but names, patterns and numbers. Null for what is not answered.
 */
export const showStatement = (text: string, tokens: readonly Token[]): Shown | null => {
  const words: Words = { text, tokens, at: 0 };
  if (!take(words, 'SHOW')) return null;
  const sql = shown(words);
  const named = take(words, 'FORMAT');
  const format = named ? takeName(words) : null;
  if (sql === null || (named && format === null) || words.at !== tokens.length) return null;
  if (format === null) return { sql, format };
  return isAllowedFormat(format) ? { sql: `${sql} FORMAT ${identifier(format)}`, format } : null;
};

type Shown = { readonly sql: string; readonly format: string | null };

const shown = (words: Words): string | null => {
  const extended = take(words, 'EXTENDED');
  const full = take(words, 'FULL');
  if (take(words, 'TABLES')) return showTables(words, full);
  if (take(words, 'COLUMNS') || take(words, 'FIELDS')) return showColumns(words, full || extended);
  if (full || extended) return null;
  if (take(words, 'DATABASES')) return listOf(words, 'databases', '');
  if (take(words, 'DICTIONARIES')) return listOf(words, 'dictionaries', '');
  if (take(words, 'FUNCTIONS'))
    return filtered(words, 'SELECT * FROM system.functions', '', 'name');
  if (take(words, 'CREATE')) return showCreate(words);
  return null;
};

const listOf = (words: Words, table: string, where: string): string | null =>
  filtered(words, `SELECT name FROM ${SYSTEM_OF_PORT}.${table}`, where, 'name');

const showTables = (words: Words, full: boolean): string | null => {
  const database = takeDatabase(words);
  if (database === null) return null;
  const columns = full ? `name, 'VIEW' AS table_type` : 'name';
  const where = `database = ${literal(database)}`;
  return filtered(words, `SELECT ${columns} FROM ${SYSTEM_OF_PORT}.tables`, where, 'name');
};

const showColumns = (words: Words, full: boolean): string | null => {
  if (!take(words, 'FROM', 'IN')) return null;
  const table = takeTable(words);
  const database = table?.[0] ?? takeDatabase(words);
  if (table === null || database === null) return null;
  const columns = `name AS field, type, if(startsWith(type, 'Nullable('), 'YES', 'NO') AS "null", '' AS key, NULL AS "default", '' AS extra${full ? `, NULL AS collation, comment, '' AS privileges` : ''}`;
  const where = `database = ${literal(database)} AND table = ${literal(table[1])}`;
  return filtered(
    words,
    `SELECT ${columns} FROM ${SYSTEM_OF_PORT}.columns`,
    where,
    'name',
    'position',
  );
};

/** What a view is made of is nobody's business: names, types and comments of its columns are. */
const showCreate = (words: Words): string | null => {
  if (!take(words, 'VIEW')) take(words, 'TABLE');
  const table = takeTable(words);
  if (table === null) return null;
  const where = `database = ${literal(table[0] ?? 'default')} AND table = ${literal(table[1])}`;
  return `SELECT concat('CREATE VIEW ', database, '.', table, '\\n(\\n', arrayStringConcat(groupArray(concat('    \`', name, '\` ', type, ' COMMENT ', ${QUOTED_COMMENT})), ',\\n'), '\\n)') AS statement FROM (SELECT * FROM ${SYSTEM_OF_PORT}.columns WHERE ${where} ORDER BY position) GROUP BY database, table`;
};

/** As a literal: the engine quotes the strings of an array. */
const QUOTED_COMMENT = `substring(toString([comment]), 2, length(toString([comment])) - 2)`;

const filtered = (
  words: Words,
  select: string,
  where: string,
  name: string,
  order = name,
): string | null => {
  const pattern = takePattern(words, name);
  const limit = take(words, 'LIMIT') ? takeNumber(words) : '';
  if (pattern === null || limit === null) return null;
  const conditions = [where, pattern].filter((condition) => condition !== '');
  return [
    select,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    `ORDER BY ${order}`,
    ...(limit === '' ? [] : [`LIMIT ${limit}`]),
  ].join(' ');
};

const take = (words: Words, ...allowed: readonly string[]): boolean => {
  if (!isWord(words.tokens[words.at], ...allowed)) return false;
  words.at += 1;
  return true;
};

const takeName = (words: Words): string | null => {
  const name = nameAt(words.text, words.tokens[words.at]);
  words.at += 1;
  return name === '' ? null : name;
};

const takeNumber = (words: Words): string | null => {
  const digits = takeName(words);
  return digits !== null && /^\d{1,9}$/.test(digits) ? digits : null;
};

const takeDatabase = (words: Words): string | null =>
  take(words, 'FROM', 'IN') ? takeName(words) : 'default';

/** A table's name, with its database where it has one. */
const takeTable = (words: Words): readonly [string | null, string] | null => {
  const first = takeName(words);
  if (first === null || !isMark(words.tokens[words.at], '.'))
    return first === null ? null : [null, first];
  words.at += 1;
  const second = takeName(words);
  return second === null ? null : [first, second];
};

/** `[NOT] LIKE 'pattern'`; a quote that is doubled makes two tokens of one string. */
const takePattern = (words: Words, name: string): string | null => {
  const not = take(words, 'NOT') ? 'NOT ' : '';
  const kind = take(words, 'LIKE') ? 'LIKE' : take(words, 'ILIKE') ? 'ILIKE' : null;
  if (kind === null) return not === '' ? '' : null;
  const first = words.tokens[words.at];
  if (first?.text !== "'") return null;
  let end = first.from;
  for (let next = words.tokens[words.at]; next?.from === end && next.text === "'";) {
    end = next.to;
    words.at += 1;
    next = words.tokens[words.at];
  }
  return `${name} ${not}${kind} ${Buffer.from(words.text.slice(first.from, end), 'latin1').toString()}`;
};
