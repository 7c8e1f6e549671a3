/**
 * `npm run verify`: random votes, kills under load, every answer against an independent fold.
 * `--seed 7` repeats a run, `--events` and `--kills` say how much. Exit code 1 when anything differs.
 */
import { showProgress } from '@emberlog/terminal';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { verdictWords } from './verdict-words.ts';
import { verify } from './verify.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    events: { type: 'string', default: '60000' },
    kills: { type: 'string', default: '12' },
  },
});
const count = (name: keyof typeof values, least: number): number => {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= least) return number;
  console.error(`--${name} takes a whole number from ${least}, not ${values[name]}`);
  process.exit(1);
};
const run = { seed: count('seed', 0), events: count('events', 4), kills: count('kills', 0) };
const repeat = `npm run verify -- --seed ${run.seed} --events ${run.events} --kills ${run.kills}`;
console.log(`Random events to send: ${run.events}. Kills meanwhile: ${run.kills}.`);
console.log(`The same run again: ${repeat}`);

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort(new Error('stopped')));
process.once('SIGTERM', () => stopping.abort(new Error('stopped')));

type State = { readonly sent: number; readonly kills: number };
const progress = showProgress<State>({
  stream: process.stderr,
  clock: Date.now,
  keepLast: true,
  extent: ({ sent }) => ({ at: sent, of: run.events }),
  words: ({ sent, kills }, { perSecond, secondsLeft }) =>
    `${sent} of ${run.events} events, ${kills} of ${run.kills} kills, ` +
    `${perSecond(sent)} events a second, ${secondsLeft ?? '?'} s left`,
});
try {
  const verdict = await verify({ ...run, onProgress: progress.update, signal: stopping.signal });
  progress.stop();
  console.log(verdictWords(verdict, run));
  process.exitCode = verdict.difference === null ? 0 : 1;
} catch (error) {
  progress.stop();
  console.error(`NOT VERIFIED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
