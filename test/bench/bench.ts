/**
 * Measures every row of the table both ways, prints it and writes `results/latest.json`. Fails when
 * a ratio is beyond its gate. `--only 1,3`, `--rounds 5`, `--quick` (small sizes, nothing fails),
 * `--gate` (what CI waits for), `--save` (the ratios become the committed ones), `--profile DIR` (a .cpuprofile of every process).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { baselineName, readBaseline, writeBaseline } from './framework/baseline.ts';
import { readHardware } from './framework/hardware.ts';
import { judge } from './framework/judge.ts';
import { createProgressLine } from './framework/progress-line.ts';
import { reportLines, type Report, type RowReport } from './framework/report.ts';
import { runRow } from './framework/run-row.ts';
import { ROWS, type RowEntry } from './rows.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    gate: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});
const named = values.only?.split(',').map(Number);
const scale = values.quick || values.gate ? 'small' : 'full';
const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
const ROW_TIMEOUT = scale === 'small' ? 90_000 : 300_000;
/** A row that is asked for by name may have gigabytes to write first. */
const NAMED_TIMEOUT = 1_800_000;
if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds is a positive integer');

const isWanted = ({ row, inGate, onDemand = false }: RowEntry): boolean =>
  named !== undefined ? named.includes(row) : !onDemand && (!values.gate || inGate);
const entries = ROWS.filter(isWanted);
if (entries.length === 0) throw new RangeError('--only names no row there is');

const hardware = readHardware();
const baseline = (await readBaseline())[scale];
const progress = createProgressLine(process.stderr);

const measure = async (found: RowEntry, at: number): Promise<RowReport> => {
  const { row, onDemand = false } = found;
  const entry = ROWS.indexOf(found);
  const say = (line: string): void =>
    progress.show(`row ${row} (${at + 1} of ${entries.length}): ${line}`);
  try {
    const { title, figures, notes } = await runRow({
      ...{
        entry,
        scale,
        rounds,
        say,
        timeout: onDemand ? NAMED_TIMEOUT : ROW_TIMEOUT,
        profiles: values.profile,
      },
    });
    const known = (id: string): number | null => baseline[baselineName(row, id)] ?? null;
    return { row, title, notes, figures: figures.map((each) => judge(each, known(each.id))) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    progress.show(`row ${row} failed: ${text}`);
    return { row, title: 'not measured', notes: [], figures: [], error: text };
  }
};

const isBroken = ({ error, figures }: RowReport): boolean =>
  error !== undefined || figures.some(({ verdict }) => verdict === 'failed');

const rows: RowReport[] = [];
for (const [at, entry] of entries.entries()) {
  const first = await measure(entry, at);
  // What became slow is slow the next time too; what a neighbour on the machine did is over.
  const again = values.gate && isBroken(first) ? await measure(entry, at) : null;
  rows.push(
    again === null ? first : { ...again, notes: [...again.notes, 'measured a second time'] },
  );
}
progress.end();
const report: Report = { at: new Date().toISOString(), hardware, scale, rounds, rows };

console.log(reportLines(report).join('\n'));
const results = new URL('results/', import.meta.url);
await mkdir(results, { recursive: true });
await writeFile(new URL('latest.json', results), `${JSON.stringify(report, null, 2)}\n`);
if (values.save) await writeBaseline(scale, rows);

if (rows.some(isBroken) && !values.quick && !values.save) {
  console.error('failed: a ratio is beyond its gate, or a row could not be measured');
  process.exitCode = 1;
}
