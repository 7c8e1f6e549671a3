import type { EngineConnection } from '@emberlog/clickhouse';
import { identifier, literal } from '../engine/set-statement.ts';
import { isTaken } from './client-settings.ts';
import type { GovernedView } from './governor.ts';
import { isParameterized } from './is-parameterized.ts';

/** Database of the views that stand for tables of `system`. */
export const SYSTEM_OF_PORT = 'emberlog_system';

/** Tables of `system` that say the same to everybody, and nothing of this machine or of others. */
export const PASSED_SYSTEM_TABLES: readonly string[] = [
  ...['one', 'numbers', 'numbers_mt', 'zeros', 'zeros_mt', 'functions', 'table_functions'],
  ...['data_type_families', 'formats', 'time_zones', 'keywords', 'collations', 'table_engines'],
  ...['database_engines', 'aggregate_function_combinators', 'licenses', 'contributors'],
];

/** Columns that say what is documented; all others of these tables are empty. */
const TOLD: Readonly<Record<string, { readonly columns: string; readonly where: string }>> = {
  tables: {
    columns: 'database name engine is_temporary comment parameterized_view_parameters',
    where: 'database',
  },
  columns: {
    columns:
      'database table name type position default_kind comment character_octet_length ' +
      'numeric_precision numeric_precision_radix numeric_scale datetime_precision',
    where: 'database',
  },
  databases: { columns: 'name engine comment', where: 'name' },
};

/** Of which the views have nothing; clients look there for indexes and sizes. */
const EMPTY: readonly string[] = [
  ...['clusters', 'constraints', 'data_skipping_indices', 'dictionaries', 'mutations', 'parts'],
  ...['parts_columns', 'projection_parts', 'projection_parts_columns', 'projections'],
  ...['user_defined_functions', 'view_refreshes'],
];

/** Tables of `system` that a view of the same name stands for. */
export const STOOD_FOR_TABLES: readonly string[] = [...Object.keys(TOLD), 'settings', ...EMPTY];

/** Makes the views that stand for tables of `system`, anew at every start: engines differ. */
export const prepareSystemTables = async (
  { run }: EngineConnection,
  views: readonly GovernedView[],
): Promise<void> => {
  await run(`CREATE DATABASE IF NOT EXISTS ${SYSTEM_OF_PORT}`);
  const create = async (name: string, sql: string): Promise<void> => {
    await run(`CREATE OR REPLACE VIEW ${SYSTEM_OF_PORT}.${identifier(name)} AS ${sql}`);
  };
  const listed = views.map(({ name }) => literal(name)).join(', ') || `''`;
  for (const [name, { columns, where }] of Object.entries(TOLD)) {
    const told = new Set(columns.split(' '));
    const selected = (await columnsOf(run, name)).map((column) => toldColumn(column, told));
    const only =
      where === 'name' ? '' : `AND ${name === 'tables' ? 'name' : 'table'} IN (${listed})`;
    const own = `SELECT ${selected.join(', ')} FROM system.${name} WHERE ${where} = 'default' ${only}`;
    await create(name, name === 'columns' ? `${own} ${await addedColumns(run, views)}` : own);
  }
  for (const name of EMPTY) await create(name, `SELECT * FROM system.${name} LIMIT 0`);
  const settings = await columnsOf(run, 'settings');
  const taken = await takenSettings(run);
  await create(
    'settings',
    `SELECT ${settings
      .map(({ name }) =>
        name === 'readonly' ? `toUInt8(name NOT IN (${taken})) AS readonly` : identifier(name),
      )
      .join(', ')} FROM system.settings WHERE name != 'log_comment'`,
  );
};

type Column = { readonly name: string; readonly type: string; readonly alias: string };

const columnsOf = async (run: EngineConnection['run'], table: string): Promise<Column[]> => {
  const { bytes } = await run(
    `SELECT name, type, default_expression AS alias FROM system.columns
     WHERE database = 'system' AND table = ${literal(table)} ORDER BY position`,
    'JSONEachRow',
  );
  return linesOf<Column>(bytes);
};

/** Columns of views with parameters, from the catalogue: the engine has none of them. */
const addedColumns = async (
  run: EngineConnection['run'],
  views: readonly GovernedView[],
): Promise<string> => {
  const rows = views
    .filter(isParameterized)
    .flatMap(({ name, columns = [] }) =>
      columns.map(
        (column, at) => [name, column.name, column.type, column.comment, at + 1] as const,
      ),
    )
    .map(
      ([table, ...texts]) =>
        `(${[table, ...texts].map((text) => (typeof text === 'number' ? text : literal(text))).join(', ')})`,
    );
  if (rows.length === 0) return '';
  const told: Readonly<Record<string, string>> = {
    database: `'default'`,
    table: 't',
    name: 'n',
    column: 'n',
    type: 'y',
    position: 'toUInt64(p)',
    comment: 'c',
  };
  const selected = (await columnsOf(run, 'columns')).map(
    ({ name, type }) =>
      `${told[name] ?? `defaultValueOfTypeName(${literal(type)})`} AS ${identifier(name)}`,
  );
  const types = 't String, n String, y String, c String, p UInt64';
  return `UNION ALL SELECT ${selected.join(', ')} FROM values(${literal(types)}, ${rows.join(', ')})`;
};

const toldColumn = ({ name, type, alias }: Column, told: ReadonlySet<string>): string => {
  if (told.has(name)) return identifier(name);
  if (told.has(alias)) return `${identifier(alias)} AS ${identifier(name)}`;
  return `defaultValueOfTypeName(${literal(type)}) AS ${identifier(name)}`;
};

const takenSettings = async (run: EngineConnection['run']): Promise<string> => {
  const { bytes } = await run('SELECT name FROM system.settings', 'JSONEachRow');
  return linesOf<{ readonly name: string }>(bytes)
    .filter(({ name }) => isTaken(name))
    .map(({ name }) => literal(name))
    .join(', ');
};

const linesOf = <T>(bytes: Uint8Array): T[] =>
  Buffer.from(bytes)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
