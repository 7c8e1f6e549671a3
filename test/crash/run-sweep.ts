import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { showProgress } from '@emberlog/terminal';
import { temporaryDirectory } from '@emberlog/testing';
import { findStrace, NO_STRACE } from './find-strace.ts';
import { isExact, notExactLine, reportLines, reportOf } from './sweep-report.ts';
import { sweep } from './sweep.ts';

// The whole sweep by command: `npm run test:crash -- --only 'rename votes' --sample 40 --seed 3 --workers 2 --report FILE`.
const { values } = parseArgs({
  options: {
    sample: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    report: { type: 'string', default: 'crash-report.json' },
  },
});
if (!findStrace()) {
  console.error(NO_STRACE);
  process.exit(1);
}

type State = { readonly done: number; readonly total: number; readonly failed: number };
const progress = showProgress<State>({
  stream: process.stderr,
  clock: Date.now,
  extent: ({ done, total }) => ({ at: done, of: total }),
  words: ({ done, total, failed }, { secondsLeft }) =>
    `${done} of ${total} kill points, ${failed} not exact, ${secondsLeft ?? '?'} s left`,
});
const directory = await temporaryDirectory();
let failed = 0;
const results = await sweep({
  directory: directory.path,
  seed: Number(values.seed),
  workers: Number(values.workers),
  ...(values.only === undefined ? {} : { only: new RegExp(values.only) }),
  ...(values.sample === undefined ? {} : { sample: Number(values.sample) }),
  onResult: (result, done, total) => {
    if (!isExact(result)) console.log(notExactLine(result));
    failed += isExact(result) ? 0 : 1;
    progress.update({ done, total, failed });
  },
});
progress.stop();
await directory.remove();
const report = reportOf(results);
await writeFile(values.report, `${JSON.stringify(report, null, 2)}\n`);
console.log(reportLines(report).join('\n'));
process.exitCode = report.failed.length === 0 ? 0 : 1;
