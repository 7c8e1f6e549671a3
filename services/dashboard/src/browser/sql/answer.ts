export type Column = { readonly name: string; readonly type: string };

/** A cell as JSON has it: integers of 64 bits are texts. */
export type Cell = string | number | boolean | null | readonly unknown[] | object;

export type Answer = {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
};

/** What ClickHouse says in its format JSONCompact; null for a text that is none, or was cut off. */
export const readAnswer = (text: string): Answer | null => {
  try {
    const { meta, data } = JSON.parse(text) as { readonly meta: Column[]; readonly data: Cell[][] };
    return Array.isArray(meta) && Array.isArray(data) ? { columns: meta, rows: data } : null;
  } catch {
    return null;
  }
};

/** A cell as it is shown. */
export const cellText = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return 'NULL';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
};

const NUMBERS = /^(?:U?Int(?:8|16|32|64|128|256)|Float(?:32|64)|BFloat16|Decimal)/;

/** The type without what wraps it. */
const plainType = (type: string): string => type.replace(/^(?:(?:LowCardinality|Nullable)\()+/, '');

export const isNumber = ({ type }: Column): boolean => NUMBERS.test(plainType(type));
export const isTime = ({ type }: Column): boolean => plainType(type).startsWith('Date');
