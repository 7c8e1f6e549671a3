import { hardwareLine, type Hardware } from './hardware.ts';
import type { Judged } from './judge.ts';

/** Everything one run measured. */
export type Report = {
  readonly at: string;
  readonly hardware: Hardware;
  readonly scale: string;
  readonly rounds: number;
  readonly rows: readonly RowReport[];
};

export type RowReport = {
  readonly row: number;
  readonly title: string;
  readonly figures: readonly Judged[];
  readonly notes: readonly string[];
  /** Why the row could not be measured. */
  readonly error?: string;
};

const HEADER = ['#', 'comparison', 'product', 'other side', 'ratio', 'goal', 'gate', 'before', ''];

/** The report as lines for a terminal: a table, the notes, the hardware. */
export const reportLines = (report: Report): readonly string[] => [
  ...tableOf([HEADER, ...report.rows.flatMap(cellsOfRow)]),
  '',
  ...report.rows.flatMap(({ row, notes }) => notes.map((note) => `${row}: ${note}`)),
  '',
  'product and other side: median (least–greatest) of the rounds. ratio: of the rounds’ own ratios.',
  `${report.rounds} rounds, ${report.scale} sizes, ${hardwareLine(report.hardware)}`,
];

const cellsOfRow = ({ row, title, figures, error }: RowReport): string[][] =>
  error === undefined
    ? figures.map((figure) => cellsOf(row, figure))
    : [[String(row), title, error.split('\n')[0] ?? '', '', '', '', '', '', 'FAILED']];

const cellsOf = (row: number, figure: Judged): string[] => {
  const { title, unit, product, other, ratio, limit, stretch, goal, gate, baseline } = figure;
  const sign = 'atLeast' in limit ? '≥' : '≤';
  return [
    String(row),
    title,
    `${rangeOf(product)} ${unit}`,
    other === null ? '–' : `${other.name} ${rangeOf(other)} ${unit}`,
    rangeOf(ratio),
    `${sign} ${shortly(goal)}${stretch === undefined ? '' : ` (${shortly(stretch)})`}`,
    shortly(gate),
    baseline === null ? '–' : shortly(baseline),
    { met: 'met', short: 'short', failed: 'FAILED' }[figure.verdict],
  ];
};

const rangeOf = (spread: Judged['ratio']): string =>
  `${shortly(spread.median)} (${shortly(spread.min)}–${shortly(spread.max)})`;

/** Three significant digits, thousands as k. */
const shortly = (value: number): string => {
  if (Math.abs(value) >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (Math.abs(value) >= 10_000) return `${(value / 1e3).toPrecision(3)} k`;
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
};

const tableOf = (rows: readonly (readonly string[])[]): string[] => {
  const widths = HEADER.map((_, at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)));
  return rows.map((cells) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
};
