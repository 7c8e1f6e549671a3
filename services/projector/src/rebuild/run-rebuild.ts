import {
  dropBeside,
  isSameDefinition,
  loggedBelow,
  readExpired,
  readIdentities,
  tablePosition,
  type Definition,
  type FactTable,
  type TableIdentities,
} from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { boundsOf } from '../checks/empty-tables.ts';
import type { Engine } from '../engine/guard-engine.ts';
import { logicNumbers, type Logics } from '../logic/logics.ts';
import { compareTables } from './compare-tables.ts';
import type { Ends } from '../tenure/pipeline.ts';
import { fillBeside, type Filling } from './fill-beside.ts';
import type { RebuildJob } from './job-book.ts';
import { prepareBeside } from './prepare-beside.ts';
import { RebuildRefusedError } from './rebuild-refused-error.ts';
import type { TableReport } from './rebuild-request.ts';
import { switchTables } from './switch-tables.ts';
import type { Switching } from './switching.ts';

export type RebuildContext = {
  readonly log: EventLog;
  readonly engine: Engine;
  readonly logics: Logics;
  /** Whether other processes fill the same tables. */
  readonly isShared: boolean;
  readonly switching: Switching;
  /** Runs the statement that exchanges a table, and tells readers of this process. */
  readonly exchange: (statement: () => Promise<void>) => Promise<void>;
  readonly maxBatch: number;
  readonly maxStateEntries: number;
  /** Ends the work, whatever it is at; what was made so far stays. */
  readonly stop: AbortSignal;
  readonly onReport: (report: TableReport) => void;
};

const TICK_MS = 500;

/**
 * Makes the tables of a job anew from the log beside those that are served, one after the other, and
 * switches to each once it holds all that the served one does. Going on after a kill it finds out by
 * their marks which are done. Rejects with `RebuildRefusedError` where a table differs that should not.
 */
export const runRebuild = async (job: RebuildJob, context: RebuildContext): Promise<void> => {
  for (const table of job.request.tables) {
    context.stop.throwIfAborted();
    await rebuildTable(job, context, table);
  }
};

const rebuildTable = async (
  job: RebuildJob,
  context: RebuildContext,
  table: FactTable,
): Promise<void> => {
  const { engine, log, stop } = context;
  const { dryRun } = job.request;
  const identities = await readIdentities(engine.writer);
  const served = identities.served[table];
  const bounds = boundsOf(table, await log.bounds());
  const goal: Ends = new Map(bounds.map(({ partition, end }) => [partition, end]));
  let ends: Filling['ends'] = () => goal;
  const report = (step: TableReport['step'], more: Partial<TableReport> = {}): void => {
    const done = sumOf(ends());
    context.onReport({
      table,
      drift: null,
      done,
      total: Math.max(sumOf(goal), done),
      step,
      ...more,
    });
  };
  if (served.madeBy === job.id) {
    // Killed right after the switch.
    await dropLike(engine, table, identities);
    report('switched');
    return;
  }
  const definition = wantedOf(table, job, identities, context.logics);
  const unchanged = isSameDefinition(definition, served.definition);
  expectNoOtherKept(job, table, identities);
  const mark = { definition, madeBy: job.id, generation: served.generation };
  // What was served before, and has another definition than what is served, is switched back to.
  const prepared = await prepareBeside({ ...context, table, mark, goesOn: !unchanged });
  const filling = fillBeside({ ...context, ...prepared, table, definition });
  ends = filling.ends;
  try {
    await tickingWhile(() => report('filling'), filling.untilReached(goal, stop));
    report('comparing');
    const looked = await lookedAt(context, table, goal);
    const drift =
      unchanged || dryRun
        ? await compareTables(engine.reader, table, {
            ...{ from: looked.begins, to: looked.ends, since: 0, signal: stop },
          })
        : null;
    stop.throwIfAborted();
    if (dryRun) report('compared', { drift });
    else await switchTables({ job, context, table, mark, looked, drift, filling, report });
  } finally {
    await filling.close();
  }
  if (dryRun) await engine.writer.command(dropBeside(table));
  else await dropLike(engine, table, await readIdentities(engine.writer));
};

/** Tells again and again how far it is. */
const tickingWhile = async (tick: () => void, work: Promise<void>): Promise<void> => {
  tick();
  const ticking = setInterval(tick, TICK_MS);
  try {
    await work;
  } finally {
    clearInterval(ticking);
  }
};

/** A look must change nothing, and there is one place beside a table. */
const expectNoOtherKept = (
  { id, request }: RebuildJob,
  table: FactTable,
  { beside }: TableIdentities,
): void => {
  const kept = beside.get(table);
  if (!request.dryRun || kept === undefined || kept.madeBy === id) return;
  throw new RebuildRefusedError(
    `an earlier ${table} is kept beside the served one, whose place a look would take; a rebuild of ${table} without dry_run takes it`,
  );
};

/** A table that was replaced by its like is of no use any more. */
const dropLike = async (
  { writer }: Engine,
  table: FactTable,
  { served, beside }: TableIdentities,
): Promise<void> => {
  const there = beside.get(table);
  if (there === undefined || !isSameDefinition(there.definition, served[table].definition)) return;
  await writer.command(dropBeside(table));
};

const wantedOf = (
  table: FactTable,
  { request }: RebuildJob,
  { served }: TableIdentities,
  logics: Logics,
): Definition => {
  const is = served[table].definition;
  const logic = request.logic ?? is.logic;
  const numbers = logicNumbers(logics, table);
  if (!numbers.includes(logic)) {
    // Asked of another release than the one that goes on with it.
    throw new RebuildRefusedError(
      `this release does not have logic ${logic} of ${table}, only ${numbers.join(', ')}`,
    );
  }
  const { viewWindowMinutes } = request;
  const isOther = table === 'views' && viewWindowMinutes !== null;
  return { ...is, logic, ...(isOther ? { viewWindowMinutes } : {}) };
};

/**
 * What of the goal the served table has as well, but for what it dropped for its age, and since when
 * what follows was logged (ms UTC).
 */
export type Looked = { readonly begins: Ends; readonly ends: Ends; readonly since: number };

const lookedAt = async (
  { engine }: RebuildContext,
  table: FactTable,
  goal: Ends,
): Promise<Looked> => {
  const held = await engine.writer.query(tablePosition(table), {});
  const ends = new Map(
    [...goal].map(([kp, end]) => [
      kp,
      Math.min(end, (held.find((each) => each.kp === kp)?.last ?? -1) + 1),
    ]),
  );
  const prefix = { kps: [...ends.keys()], offs: [...ends.values()] };
  const logged = await engine.reader.query(loggedBelow(table), prefix);
  // What was logged never decreases in a partition; of one without a row nothing is known.
  const since = logged.length === ends.size ? Math.min(...logged.map((row) => row.logged_ms)) : 0;
  const expired = await readExpired(engine.writer, table);
  const begins = new Map([...expired].map(([kp, last]) => [kp, last + 1]));
  return { begins, ends, since };
};

const sumOf = (ends: Ends): number => [...ends.values()].reduce((sum, end) => sum + end, 0);
