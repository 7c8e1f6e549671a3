/** Measures one row in a process of its own and tells the runner: an engine dies with its process. */
import { figuresOf, type Figure } from './framework/figure.ts';
import type { RowMessage, RowOrder } from './framework/row-message.ts';
import { runRounds } from './framework/run-rounds.ts';
import { ROWS } from './rows.ts';

const { entry, scale, rounds, directory } = JSON.parse(process.argv[2] ?? '{}') as RowOrder;

const tell = async (message: RowMessage): Promise<void> =>
  await new Promise((resolve, reject) => {
    process.send?.(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
const say = (line: string): void => void tell({ kind: 'says', line }).catch(() => undefined);

const found = ROWS[entry];
if (found === undefined) throw new Error(`there is no entry ${entry}`);
const benchmark = await found.load();
say('prepares');
const prepared = await benchmark.prepare({ scale, directory, say });
const figures: Figure[] = [];
try {
  for (const [at, measured] of prepared.cases.entries()) {
    const of = `${at + 1} of ${prepared.cases.length}`;
    const samples = await runRounds(measured, rounds, (done) =>
      say(`${measured.goals[0]?.title ?? ''} (${of}), round ${done} of ${rounds}`),
    );
    figures.push(...figuresOf(measured, samples));
  }
  await tell({ kind: 'measured', title: benchmark.title, figures, notes: prepared.notes() });
} finally {
  await prepared.close();
}
process.disconnect();
