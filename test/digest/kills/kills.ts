import { parseArgs } from 'node:util';
import { showProgress } from '@emberlog/terminal';
import { temporaryDirectory } from '@emberlog/testing';
import { killsTable } from './kills-table.ts';
import { runKills } from './run-kills.ts';

// All kills by command: `npm run test:digest-kills -- --kills 200 --readers 2000 --seed 3`.
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    readers: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [kills, due, seed] = [Number(values.kills), Number(values.readers), Number(values.seed)];
console.log(`${kills} kills, ${due} readers, seed ${seed}`);

const progress = showProgress<number>({
  stream: process.stderr,
  clock: Date.now,
  extent: (done) => ({ at: done, of: kills }),
  words: (done, { secondsLeft }) => `${done} of ${kills} kills, ${secondsLeft ?? '?'} s left`,
});
const directory = await temporaryDirectory();
const reports = await runKills({
  ...{ directory: directory.path, seed, kills, due, asked: Math.ceil(due / 10) },
  onKill: progress.update,
});
progress.stop();
await directory.remove();
console.log(killsTable(reports).join('\n'));
const problems = reports.flatMap(({ problems: found }, at) =>
  found.map((problem) => `list ${at + 1}: ${problem}`),
);
for (const problem of problems) console.log(problem);
console.log(`${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
