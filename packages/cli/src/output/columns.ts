import { printable } from './printable.ts';

type Cell = string | number;

/** Rows under their heads, each column as wide as its widest cell; numbers stand to the right. */
export const columns = (heads: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const lines = [heads, ...rows].map((cells) => cells.map((cell) => printable(String(cell))));
  const widths = heads.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)));
  const isNumber = heads.map((_, at) => rows.every((cells) => typeof cells[at] === 'number'));
  return lines
    .map((cells) =>
      cells
        .map((cell, at) =>
          isNumber[at] === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
};
