import { randomUUID } from 'node:crypto';
import {
  besideName,
  claimPartitions,
  defineTable,
  dropBeside,
  exchangeTables,
  isSameDefinition,
  readIdentities,
  tablePosition,
  type Definition,
  type FactTable,
  type TableIdentities,
} from '@emberlog/clickhouse';
import type { EventLog } from '@emberlog/event-log';
import { boundsOf } from '../checks/empty-tables.ts';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import type { Engine } from '../engine/guard-engine.ts';
import { addDrift, compareTables, type Drift, type Ends } from './compare-tables.ts';
import { fillBeside, type Filling } from './fill-beside.ts';
import type { RebuildJob } from './job-book.ts';
import { prepareBeside } from './prepare-beside.ts';
import { RebuildRefusedError } from './rebuild-refused-error.ts';
import type { TableReport } from './rebuild-request.ts';
import type { Switching } from './switching.ts';

export type RebuildContext = {
  readonly log: EventLog;
  readonly engine: Engine;
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

/** How long a switch waits for the last records to be in the new table, ms. */
const LAST_RECORDS_MS = 10_000;

/**
 * Makes the tables of a job anew from the log beside those that are served, one after the other, and
 * switches to each once it holds all that the served one does. Going on after a kill it finds out by
 * their marks which are done. Rejects with `RebuildRefusedError` where a table differs that should not.
 */
export const runRebuild = async (job: RebuildJob, context: RebuildContext): Promise<void> => {
  for (const table of job.request.tables) await rebuildTable(job, context, table);
};

const rebuildTable = async (
  job: RebuildJob,
  context: RebuildContext,
  table: FactTable,
): Promise<void> => {
  const { engine, log, onReport } = context;
  const { dryRun } = job.request;
  const identities = await readIdentities(engine.writer);
  const report = (step: TableReport['step'], more: Partial<TableReport> = {}): void => {
    onReport({ table, drift: null, ...countOf(ends(), total), step, ...more });
  };
  const bounds = boundsOf(table, await log.bounds());
  const goal: Ends = new Map(bounds.map(({ partition, end }) => [partition, end]));
  const total = sumOf(goal);
  let ends: Filling['ends'] = () => new Map();
  if (identities.served[table].madeBy === job.id) {
    // Killed right after the switch.
    await dropLike(engine, table, identities);
    ends = () => goal;
    report('switched');
    return;
  }
  const definition = wantedOf(table, job, identities);
  const unchanged = isSameDefinition(definition, identities.served[table].definition);
  const points = await prepareBeside({
    ...{ log, engine, table },
    mark: { definition, madeBy: job.id },
    // What was served before and has another logic than the served one is what is switched back to.
    goesOn: !unchanged,
  });
  const fence = context.isShared
    ? await claimPartitions({
        writer: engine.writer,
        table: besideName(table),
        kps: points.map(({ partition }) => partition),
        owner: randomUUID(),
      })
    : undefined;
  const filling = fillBeside({ ...context, table, definition, points, fence });
  ends = filling.ends;
  const ticking = setInterval(() => report('filling'), TICK_MS);
  try {
    report('filling');
    await filling.untilReached(goal, context.stop);
    report('comparing');
    const looked = lesser(goal, await servedEnds(context, table));
    const comparing = unchanged || dryRun;
    const whole = { from: new Map<number, number>(), to: looked };
    const drift = comparing ? await compareTables(engine.reader, table, whole) : null;
    if (dryRun) report('compared', { drift });
    else await switchTo({ job, context, table, looked, drift, filling, report });
  } finally {
    clearInterval(ticking);
    await filling.close();
  }
  if (dryRun) await engine.writer.command(dropBeside(table));
  else await dropLike(engine, table, await readIdentities(engine.writer));
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

const TICK_MS = 500;

type SwitchOptions = {
  readonly job: RebuildJob;
  readonly context: RebuildContext;
  readonly table: FactTable;
  /** How far the tables were compared already, and what was found; null where they are not made alike. */
  readonly looked: Ends;
  readonly drift: Drift | null;
  readonly filling: Filling;
  readonly report: (step: TableReport['step'], more?: Partial<TableReport>) => void;
};

const switchTo = async (options: SwitchOptions): Promise<void> => {
  const { job, context, table, looked, filling, report } = options;
  const { engine, stop, switching } = context;
  await switching(table, [...filling.ends().keys()], async (expectHeld) => {
    report('switching');
    const served = await servedEnds(context, table);
    await withPatience(stop, async (signal) => await filling.untilReached(served, signal));
    await filling.close();
    const rest = { from: looked, to: served };
    const drift =
      options.drift === null
        ? null
        : addDrift(options.drift, await compareTables(engine.reader, table, rest));
    if (drift !== null && drift.differing > 0 && !job.request.acceptDrift) {
      report('comparing', { drift });
      throw new RebuildRefusedError(
        `${drift.differing} of ${drift.rows} rows of ${table} differ from what the log makes (the first: ${drift.first ?? ''}): nothing was switched. ` +
          'Ask again with accept_drift to serve what the log makes',
      );
    }
    await expectHeld();
    await context.exchange(async () => await engine.writer.command(exchangeTables(table)));
    report('switched', { drift });
  });
};

/** Ends what takes too long, or is to be stopped. */
const withPatience = async (
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(new EngineFailureError('the last records took too long'));
  }, LAST_RECORDS_MS);
  try {
    await work(AbortSignal.any([stop, late.signal]));
  } finally {
    clearTimeout(timer);
  }
};

const wantedOf = (
  table: FactTable,
  { request }: RebuildJob,
  { served }: TableIdentities,
): Definition => {
  const { viewWindowMinutes } = request;
  if (table !== 'views' || viewWindowMinutes === null) return served[table].definition;
  return defineTable(table, { viewWindowMinutes });
};

const servedEnds = async ({ engine }: RebuildContext, table: FactTable): Promise<Ends> => {
  const held = await engine.writer.query(tablePosition(table), {});
  return new Map(held.map(({ kp, last }) => [kp, last + 1]));
};

const lesser = (a: Ends, b: Ends): Ends =>
  new Map([...a].map(([kp, end]) => [kp, Math.min(end, b.get(kp) ?? 0)]));

const sumOf = (ends: Ends): number => [...ends.values()].reduce((sum, end) => sum + end, 0);

const countOf = (ends: Ends, total: number): Pick<TableReport, 'done' | 'total'> => ({
  done: sumOf(ends),
  total: Math.max(total, sumOf(ends)),
});
