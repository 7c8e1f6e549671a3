import { showProgress } from '@emberlog/terminal';
import { Agent } from 'node:http';
import { parseArgs } from 'node:util';
import { type AttackedProduct, startAttacked } from '../start-attacked.ts';
import { wrongCounts } from './check-counts.ts';
import { makeRequest } from './make-request.ts';
import { type FuzzReport, runFuzz } from './run-fuzz.ts';
import { sendRequest } from './send-request.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    minutes: { type: 'string', default: 'Infinity' },
    only: { type: 'string' },
  },
});
/** A new one each time, unless one is given; it is printed with the report. */
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One request by itself, as it is sent and as it is answered. */
const again = async (attacked: AttackedProduct, index: number): Promise<void> => {
  const request = makeRequest(attacked.attacked, seed, index);
  say(`${request.method} ${request.target}`);
  for (const [name, value] of request.headers) say(`${name}: ${value}`);
  say(`\n${request.body?.toString('latin1') ?? ''}\n`);
  const agent = new Agent();
  const { status, headers, body } = await sendRequest(agent, attacked.attacked.port, request);
  say(`${status} ${JSON.stringify(headers)}\n${body}`);
  say(attacked.product.output());
};

const print = (report: FuzzReport): void => {
  const { requests, statuses, busy, latencies, memory, memoryStep, votes } = report;
  const ms = (share: number): string => `${latencies.at(share).toFixed(1)} ms`;
  say(`${requests} requests of seed ${seed}; replies by status: ${JSON.stringify(statuses)}`);
  say(`refused for now: ${busy}; accepted events: ${votes.events()}`);
  say(`p50 ${ms(0.5)}, p99 ${ms(0.99)}, slowest ${ms(1)}`);
  for (const kind of ['resident', 'own'] as const) {
    const series = memory.map((each) => Math.round(each[kind])).join(' ');
    say(`${kind} memory in MiB, every ${memoryStep} requests: ${series}`);
  }
};

const fuzz = async (attacked: AttackedProduct): Promise<number> => {
  const to = Number(values.requests);
  const progress = showProgress<number>({
    ...{ stream: process.stdout, clock: Date.now, keepLast: true },
    extent: (done) => ({ at: done, of: to }),
    words: (done, { perSecond, secondsLeft }) =>
      `${done} requests, ${perSecond(done)} a second, ${secondsLeft ?? '?'} s left`,
  });
  const report = await runFuzz({
    ...{ attacked, seed, from: 0, to, minutes: Number(values.minutes) },
    onProgress: progress.update,
  });
  progress.stop();
  print(report);
  const wrong = [...report.failures, ...(await wrongCounts(attacked, report.votes))];
  for (const line of wrong) say(line);
  if (wrong.length > 0) say(attacked.product.output().slice(-10_000));
  say(wrong.length === 0 ? 'every reply was as it must be, every vote counted' : 'FAILED');
  return wrong.length === 0 ? 0 : 1;
};

const attacked = await startAttacked();
try {
  if (values.only === undefined) process.exitCode = await fuzz(attacked);
  else await again(attacked, Number(values.only));
} finally {
  await attacked.stop();
}
