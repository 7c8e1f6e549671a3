import { readFile, writeFile } from 'node:fs/promises';
import type { Scale } from './benchmark.ts';
import type { RowReport } from './report.ts';

const FILE = new URL('../baseline.json', import.meta.url);

/** Committed ratios of each scale, by row and goal: `3/projected`. */
export type Baseline = Readonly<Record<Scale, Readonly<Record<string, number>>>>;

export const baselineName = (row: number, id: string): string => `${row}/${id}`;

export const readBaseline = async (): Promise<Baseline> =>
  JSON.parse(await readFile(FILE, 'utf8')) as Baseline;

/** Puts the medians of these rows in the place of the committed ones; others stay. */
export const writeBaseline = async (scale: Scale, rows: readonly RowReport[]): Promise<void> => {
  const measured = rows.flatMap(({ row, figures }) =>
    figures.map(({ id, ratio }) => [baselineName(row, id), Number(ratio.median.toPrecision(3))]),
  );
  const baseline = await readBaseline();
  const all = { ...baseline[scale], ...Object.fromEntries(measured) } as Baseline[Scale];
  const sorted = Object.entries(all).sort(([a], [b]) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const next = { ...baseline, [scale]: Object.fromEntries(sorted) };
  await writeFile(FILE, `${JSON.stringify(next, null, 2)}\n`);
};
