import { readFile } from 'node:fs/promises';
import type { RecordPosition } from '@emberlog/event-log';
import { copyDirectory } from './copy-directory.ts';
import { crashCalls } from './crash-input.ts';
import type { Dump } from './dump.ts';
import type { Run } from './explain-log.ts';
import type { Instructions } from './instructions.ts';
import { judgeDump } from './judge-dump.ts';
import { runDriver, type DriverRun } from './run-driver.ts';

/** Where a sweep works: a driver, a directory with the history, and one that runs are made in. */
export type Workplace = {
  readonly driver: string;
  readonly template: string;
  readonly dataDir: string;
};

export type KillOptions = {
  readonly workplace: Workplace;
  /** How `strace` kills the first run. */
  readonly kill: readonly string[];
  /** How `strace` kills the recovery. */
  readonly killRecovery: readonly string[];
  /** Records of one batch of the projector: while it is killed, and in each run after. */
  readonly batches: readonly [number, number, number];
};

export type KillOutcome = {
  readonly killed: boolean;
  readonly recoveryKilled: boolean;
  /** What was not exact afterwards, or how a run failed. */
  readonly problems: readonly string[];
};

/**
 * Kills a run on a copy of the history, then its recovery, lets the third run end, and judges what is
 * there. Calls that were not acknowledged are made again by the next run.
 */
export const killOnce = async (options: KillOptions): Promise<KillOutcome> => {
  const { workplace, kill, killRecovery, batches } = options;
  const { dataDir, template } = workplace;
  const file = `${dataDir}.json`;
  await copyDirectory(template, dataDir);
  const runs: Run[] = [historyRun(await historyOf(template))];
  const next = async (strace: readonly string[] | null, maxBatch: number): Promise<DriverRun> => {
    const from = firstMissing(runs);
    const instructions: Instructions = {
      ...{ dataDir, from, until: CALLS.length, maxBatch },
      ...{ attempt: runs.length, stopMerges: strace !== null },
      dump: strace === null ? file : null,
    };
    const run = await runDriver({
      driver: workplace.driver,
      instructions,
      ...(strace === null ? {} : { strace }),
    });
    runs.push({ from, until: CALLS.length, acknowledged: run.acknowledged });
    return run;
  };
  try {
    const { killed } = await next(kill, batches[0]);
    const { killed: recoveryKilled } = await next(killRecovery, batches[1]);
    await next(null, batches[2]);
    const dump = JSON.parse(await readFile(file, 'utf8')) as Dump;
    return { killed, recoveryKilled, problems: judgeDump(dump, runs) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { killed: true, recoveryKilled: true, problems: [problem] };
  }
};

const CALLS = crashCalls();

/** Acknowledged by the run that made the template. */
type History = ReadonlyMap<number, readonly RecordPosition[]>;

export const historyFile = (template: string): string => `${template}.json`;

const historyOf = async (template: string): Promise<History> =>
  new Map(
    JSON.parse(await readFile(historyFile(template), 'utf8')) as [number, RecordPosition[]][],
  );

const historyRun = (acknowledged: History): Run => ({
  from: 0,
  until: acknowledged.size,
  acknowledged,
});

/** The first call that no run has seen acknowledged. */
const firstMissing = (runs: readonly Run[]): number => {
  const missing = CALLS.findIndex((_, call) => !runs.some((run) => run.acknowledged.has(call)));
  return missing < 0 ? CALLS.length : missing;
};
