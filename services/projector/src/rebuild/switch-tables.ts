import {
  besideWriter,
  exchangeTables,
  markTable,
  tablePosition,
  type FactTable,
  type TableMark,
} from '@emberlog/clickhouse';
import { boundsOf } from '../checks/empty-tables.ts';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import { addDrift, compareTables, type Drift } from './compare-tables.ts';
import type { Ends } from '../tenure/pipeline.ts';
import type { Filling } from './fill-beside.ts';
import type { RebuildJob } from './job-book.ts';
import { heldWhole } from './prepare-beside.ts';
import { RebuildRefusedError } from './rebuild-refused-error.ts';
import type { TableReport } from './rebuild-request.ts';
import type { Looked, RebuildContext } from './run-rebuild.ts';

/** How long a switch waits for the last records to be in the new table, ms. */
const LAST_RECORDS_MS = 10_000;

export type SwitchOptions = {
  readonly job: RebuildJob;
  readonly context: RebuildContext;
  readonly table: FactTable;
  readonly mark: TableMark;
  /** How far the tables were compared already, and what was found; null where they are not made alike. */
  readonly looked: Looked;
  readonly drift: Drift | null;
  readonly filling: Filling;
  readonly report: (step: TableReport['step'], more?: Partial<TableReport>) => void;
};

/** Serves the table beside from now on, once it has all that the served one has; nobody writes meanwhile. */
export const switchTables = async (options: SwitchOptions): Promise<void> => {
  const { job, context, table, mark, looked, filling, report } = options;
  const { engine, log, stop, switching } = context;
  const { writer } = engine;
  await switching(table, [...filling.ends().keys()], async (expectHeld) => {
    report('switching');
    const served = await servedEnds(context, table);
    await withPatience(stop, async (signal) => await filling.untilReached(served, signal));
    await filling.close();
    const rest = { from: looked.ends, to: served, since: looked.since, signal: stop };
    const drift =
      options.drift === null
        ? null
        : addDrift(options.drift, await compareTables(engine.reader, table, rest));
    const differs = drift !== null && drift.differing > 0;
    if (differs && !job.request.acceptDrift) {
      report('comparing', { drift });
      throw new RebuildRefusedError(
        `${drift.differing} of ${drift.rows} rows of ${table} differ from what the log makes (the first: ${drift.first ?? ''}): nothing was switched. ` +
          'Ask again with accept_drift to serve what the log makes',
      );
    }
    if ((await heldWhole({ log, engine, table }, boundsOf(table, await log.bounds()))) === null) {
      throw new RebuildRefusedError(
        `the table that was made of ${table} has holes or doubles: nothing was switched. Ask again`,
      );
    }
    // Its name on the table tells, whatever dies next, that the switch was made.
    const generation = mark.generation + (differs ? 1 : 0);
    await besideWriter(writer).command(markTable(table, { ...mark, generation }));
    stop.throwIfAborted();
    await expectHeld();
    await context.exchange(async () => await writer.command(exchangeTables(table)));
    report('switched', { drift });
  });
};

const servedEnds = async ({ engine }: RebuildContext, table: FactTable): Promise<Ends> => {
  const held = await engine.writer.query(tablePosition(table), {});
  return new Map(held.map(({ kp, last }) => [kp, last + 1]));
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
