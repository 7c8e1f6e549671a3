import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomFrom } from '../system/scenario.ts';
import { copyDirectory } from './copy-directory.ts';
import { crashCalls, HISTORY_CALLS } from './crash-input.ts';
import { historyFile, killOnce, type KillOutcome, type Workplace } from './kill-once.ts';
import {
  countingArguments,
  killingArguments,
  placeOf,
  readKillPoints,
  tableFolders,
  type KillPoint,
} from './kill-points.ts';
import { bundleDriver, runDriver } from './run-driver.ts';
import { samplePoints } from './sample-points.ts';

/** One kill, where it was, and what came of it. */
export type SweepResult = KillOutcome & {
  readonly call: string;
  readonly place: string;
  readonly when: number;
};

export type SweepOptions = {
  /** An empty directory to work in. */
  readonly directory: string;
  /** Kill points to take, spread over all of them; absent: every one. */
  readonly sample?: number;
  /** Takes only points of which `call place` matches. */
  readonly only?: RegExp;
  /** Chooses the sample and the instants at which recoveries are killed. */
  readonly seed: number;
  /** Kills at the same time. @default 1 */
  readonly workers?: number;
  readonly onResult?: (result: SweepResult, done: number, total: number) => void;
};

/**
 * Counts the changing calls of a run over two batches, then kills a run at each of them, kills its
 * recovery too, and compares what is there in the end with what was sent.
 */
export const sweep = async (options: SweepOptions): Promise<readonly SweepResult[]> => {
  const { directory, seed, only = /./, workers = 1, onResult = () => undefined } = options;
  const random = randomFrom(seed);
  const first = workplaceIn(directory, 0);
  await bundleDriver(first.driver);
  await makeTemplate(first);
  const all = await countPoints(first);
  const tables = await tableFolders(first.template);
  const placed = all
    .map((point) => ({ point, place: placeOf(point, first.dataDir, tables) }))
    .filter(({ point, place }) => only.test(`${point.call} ${place}`));
  const points = samplePoints(placed, options.sample ?? placed.length, random);
  const waiting = points.map((point) => ({ ...point, killRecovery: recoveryKill(random) }));
  const results: SweepResult[] = [];
  const work = async (workplace: Workplace): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { point, place, killRecovery } = next;
      const moved = { ...point, path: point.path.replace(first.dataDir, workplace.dataDir) };
      const kill = async (): Promise<KillOutcome> =>
        await killOnce({
          workplace,
          kill: killingArguments(moved),
          killRecovery,
          batches: BATCHES,
        });
      let outcome = await kill();
      // The engine merges when it pleases: a call of a merge may not come in every run.
      for (let again = 0; again < MOST_AGAIN && isMissed(outcome); again += 1) {
        outcome = await kill();
      }
      const result = { call: point.call, place, when: point.when, ...outcome };
      results.push(result);
      onResult(result, results.length, points.length);
    }
  };
  await Promise.all(
    Array.from({ length: workers }, async (_, n) => await work(workplaceIn(directory, n))),
  );
  return results;
};

/** How often a point is tried again that was not come to. */
const MOST_AGAIN = 5;

const isMissed = ({ killed, problems }: KillOutcome): boolean => !killed && problems.length === 0;

/** All in one, then in batches that cut those elsewhere, then in others. */
const BATCHES = [10_000, 7, 23] as const;

const workplaceIn = (directory: string, worker: number): Workplace => ({
  driver: join(directory, 'driver.mjs'),
  template: join(directory, 'template'),
  dataDir: join(directory, `run-${worker}`),
});

/** A directory in which the history was appended and projected. */
const makeTemplate = async ({ driver, template }: Workplace): Promise<void> => {
  const { acknowledged } = await runDriver({
    driver,
    instructions: {
      ...{ dataDir: template, from: 0, until: HISTORY_CALLS, attempt: 0 },
      ...{ maxBatch: BATCHES[0], stopMerges: true, dump: null },
    },
  });
  await writeFile(historyFile(template), JSON.stringify([...acknowledged]));
};

const countPoints = async (workplace: Workplace): Promise<readonly KillPoint[]> => {
  const { driver, template, dataDir } = workplace;
  const trace = `${dataDir}.trace`;
  await copyDirectory(template, dataDir);
  await runDriver({
    driver,
    instructions: {
      ...{ dataDir, from: HISTORY_CALLS, until: crashCalls().length, attempt: 1 },
      ...{ maxBatch: BATCHES[0], stopMerges: true, dump: null },
    },
    strace: countingArguments(trace),
  });
  return await readKillPoints(trace, dataDir);
};

/** Calls a recovery makes, and about how many of them in one thread: a kill may also come too late. */
const RECOVERY_CALLS = [
  ['rename', 8],
  ['mkdir', 16],
  ['write', 150],
  ['pwrite64', 4],
  ['fdatasync', 2],
] as const;

const recoveryKill = (random: () => number): readonly string[] => {
  const [call, most] =
    RECOVERY_CALLS[Math.floor(random() * RECOVERY_CALLS.length)] ?? RECOVERY_CALLS[0];
  const when = 1 + Math.floor(random() * most);
  return [
    ...['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`],
    ...['-e', `inject=${call}:signal=SIGKILL:when=${when}`],
  ];
};
