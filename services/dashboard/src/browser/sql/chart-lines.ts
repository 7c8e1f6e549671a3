import { cellText, isNumber, isTime, type Answer, type Cell } from './answer.ts';

type ChartLine = {
  readonly name: string;
  /** By x, ascending; null where there is no value. */
  readonly points: readonly (readonly [number, number | null])[];
};

export type ChartLines = {
  /** What x is: ms since 1970 where it is a time. */
  readonly x: { readonly name: string; readonly isTime: boolean };
  readonly lines: readonly ChartLine[];
};

/** More lines than that nobody tells apart. */
const MOST_LINES = 6;

/**
 * The lines of an answer whose first column is a time or a number and goes up, and that has numbers
 * beside it; null for one that is no picture.
 */
export const chartLines = ({ columns, rows }: Answer): ChartLines | null => {
  const [first, ...others] = columns;
  if (first === undefined || rows.length < 2) return null;
  const time = isTime(first);
  if (!time && !isNumber(first)) return null;
  const valued = others.filter(isNumber).slice(0, MOST_LINES);
  if (valued.length === 0) return null;
  const sorted = rows
    .map((row) => ({ x: time ? timeOf(row[0]) : Number(row[0]), row }))
    .sort((a, b) => a.x - b.x);
  const clean = sorted.every(({ x }, n) => Number.isFinite(x) && x !== sorted[n - 1]?.x);
  if (!clean) return null;
  return {
    x: { name: first.name, isTime: time },
    lines: valued.map(({ name }) => {
      const at = columns.findIndex((column) => column.name === name);
      return { name, points: sorted.map(({ x, row }) => [x, valueOf(row[at])] as const) };
    }),
  };
};

/** Times of the engine are of UTC here, and say so by saying nothing. */
const timeOf = (cell: Cell | undefined): number => {
  const text = cellText(cell);
  return Date.parse(text.includes(' ') ? `${text.replace(' ', 'T')}Z` : text);
};

const valueOf = (cell: Cell | undefined): number | null => {
  const value = cell === null || cell === undefined ? Number.NaN : Number(cell);
  return Number.isFinite(value) ? value : null;
};
