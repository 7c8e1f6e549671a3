import { setTimeout as pause } from 'node:timers/promises';
import { ClaimOvertakenError, MAX_BLOCK_ROWS, type Database } from '@emberlog/clickhouse';
import {
  LogUnavailableError,
  type EventLog,
  type RecordPosition,
  type Topic,
} from '@emberlog/event-log';
import { TIME_LIMITS } from '@emberlog/events';
import type { ProjectorInstruments } from '@emberlog/metrics';
import type { Logger } from '@emberlog/service-kit';
import type { Tracer } from '@emberlog/tracing';
import { createArchiveStore } from './archive/archive-store.ts';
import { checkTables } from './checks/check-tables.ts';
import { expectKept } from './checks/expect-kept.ts';
import { expectViews } from './checks/expect-views.ts';
import { createClaimedOwnership, createSoleOwnership, NOTICE_MS } from './checks/ownership.ts';
import { EngineFailureError } from './engine/engine-failure-error.ts';
import { guardEngine } from './engine/guard-engine.ts';
import { isRetryable } from './engine/is-retryable.ts';
import { createLag } from './lag/lag.ts';
import { LOGICS, type Logics } from './logic/logics.ts';
import { createListeners } from './listeners.ts';
import { createProgress } from './progress.ts';
import { startViewExpiry } from './expiry/view-expiry.ts';
import { createRebuilder, type Rebuilder } from './rebuild/rebuilder.ts';
import { createServedModel } from './rebuild/served-model.ts';
import { createClaimedSwitching, createSoleSwitching, soleWork } from './rebuild/switching.ts';
import { createBreaker, MistakeError, TrippedError } from './tenure/breaker.ts';
import { createPause } from './tenure/pause.ts';
import type { Check } from './doctor/finding.ts';
import { houseChecks } from './doctor/house-checks.ts';
import { logChecks } from './doctor/log-checks.ts';
import { tableChecks } from './doctor/table-checks.ts';
import { PROJECTOR_GROUP, runTenure, type TenureOptions } from './tenure/run-tenure.ts';

export type ProjectorOptions = {
  readonly log: EventLog;
  /** Migrated. Where it is not shared, no other projector may write to it at the same time. */
  readonly database: Database;
  readonly logger: Logger;
  /** Names the secret of the pseudonyms in the log: tables that began with another are refused. */
  readonly fingerprint?: string;
  /** How far a group of followers says it has come, of a log that tells. @default unknown */
  readonly toldBy?: ((group: string) => Promise<readonly RecordPosition[]>) | undefined;
  /** Hears, at most every two seconds, how far a catch-up is. */
  readonly progress?: (line: string) => void;
  /** Hears, as a sentence without its full stop, why nothing is projected any more; null when it is over. */
  readonly onTrouble?: (trouble: string | null) => void;
  /** Told of every insert and failure, and whom to ask for the lag. @default nobody is */
  readonly instruments?: ProjectorInstruments;
  readonly tracer?: Tracer | undefined;
  /** How long a topic keeps a record, ms; null for ever. @default for ever */
  readonly retentionOf?: ((topic: Topic) => number | null) | undefined;
  /** How long views count, ms; their rows are kept two months longer. @default 400 days */
  readonly viewRetentionMs?: number;
  /** Removes what lies before these positions from the log, for a log that does not by itself. @default nothing is */
  readonly trimLog?: ((before: readonly RecordPosition[]) => Promise<void>) | undefined;
  /** Wall clock, ms UTC, for the pace of progress lines, the age of lag and what the doctor sees. @default Date.now */
  readonly clock?: () => number;
  /** What rows are made by. @default the logics of this release */
  readonly logics?: Logics;
  /** Keeps archives of the log that rebuilds are made from. @default no archives are taken */
  readonly archivesDir?: string;
  /** Voters and viewers kept at hand, of each as many, and four times as many ids. @default 500000 */
  readonly maxStateEntries?: number;
  /** Records of one batch, at most 10,000. @default 10000 */
  readonly maxBatch?: number;
  /** From the announcement that rows go until they do, ms. @default 50000 */
  readonly noticeMs?: number;
  /** First pause after a failure, ms; it doubles up to 30 s while nothing is committed. @default 200 */
  readonly retryDelay?: number;
};

export type Projector = {
  /** What it is doing, as a sentence without its full stop; null when the tables may be served. */
  readonly status: () => string | null;
  /** What keeps new records out of the tables, as a sentence without its full stop, or null. */
  readonly trouble: () => string | null;
  /** Calls the listener after every committed insert and every check; returns how to stop that. */
  readonly onProgress: (listener: () => void) => () => void;
  /** Number of the definitions that the tables are made by, as far as this process exchanges them. */
  readonly readModel: () => Promise<number>;
  readonly rebuilds: Rebuilder;
  /** What a doctor looks at in the log and the tables. */
  readonly checks: readonly Check[];
  /** Resolves after `close`, rejects with a failure that trying again cannot mend. */
  readonly done: Promise<void>;
  /** Finishes the inserts in flight, then stops. */
  readonly close: () => Promise<void>;
};

const MAX_RETRY_DELAY = 30_000;

/**
 * Checks the tables against the log, then projects for ever. A damaged table is emptied and projected
 * again. Rejects with `ProjectionRefusedError` when the tables do not belong to the log, and with
 * `EngineFailureError` (retryable) when the first checks could not be made.
 */
export const startProjector = async (options: ProjectorOptions): Promise<Projector> => {
  const { log, logger, clock = Date.now, retryDelay = 200 } = options;
  const {
    retentionOf = () => null,
    maxBatch = MAX_BLOCK_ROWS,
    maxStateEntries = 500_000,
    logics = LOGICS,
    viewRetentionMs = TIME_LIMITS.viewRetention,
    noticeMs = NOTICE_MS,
  } = options;
  const isShared = options.database.shared;
  const engine = guardEngine(options.database);
  const progress = createProgress({
    logger,
    clock,
    ...(options.progress === undefined ? {} : { onLine: options.progress }),
    ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
  });
  const listeners = createListeners(logger);
  const lag = createLag({ log, clock });
  options.instruments?.watchLag(lag.read);
  const stop = new AbortController();
  const pauses = createPause();
  const breaker = createBreaker();
  const trouble = (): string | null => breaker.trouble() ?? progress.trouble();
  options.instruments?.watchTrouble(() => trouble() !== null);
  const served = createServedModel(engine, listeners.call);
  let failures = 0;
  const { toldBy } = options;
  if (isShared && toldBy !== undefined) {
    await expectKept(engine.writer, async () => await toldBy(PROJECTOR_GROUP));
  }
  await expectViews(engine.writer, { now: clock(), viewRetentionMs });

  // A partition is read whole once in the life of a process: afterwards every insert was watched, by
  // this process or by the one that had the partition meanwhile.
  const known = new Set<string>();
  let isChecked = false;
  let tellChecked: () => void = () => undefined;
  const firstCheck = new Promise<void>((resolve) => {
    tellChecked = resolve;
  });

  const check: TenureOptions['check'] = async (partitions, ownership) => {
    const names = partitions.map(({ topic, partition }) => `${topic} ${partition}`);
    const tables = await checkTables({
      log,
      writer: engine.writer,
      ...{ logger, logics, partitions },
      alone: isShared ? createClaimedSwitching(engine.writer) : soleWork,
      ownership,
      onTable: progress.checking,
      onDamaged: progress.emptying,
      thorough: names.some((name) => !known.has(name)),
      fingerprint: options.fingerprint ?? null,
      noticeMs,
    });
    for (const name of names) known.add(name);
    breaker.retain((table, partition) =>
      tables.some(
        (each) =>
          each.table === table &&
          !each.again &&
          each.points.some((point) => point.partition === partition),
      ),
    );
    progress.resumed(tables);
    lag.resumed(tables);
    isChecked = true;
    tellChecked();
    // An insert whose answer was lost may have committed: its rows are news too.
    listeners.call();
    return tables;
  };

  const tenure = async (paused: AbortSignal): Promise<void> =>
    await runTenure({
      log,
      engine,
      check,
      isShared,
      createOwnership: (lost) =>
        isShared
          ? createClaimedOwnership({ writer: engine.writer, lost, noticeMs })
          : createSoleOwnership(engine.writer),
      ...{ logics, maxBatch, maxStateEntries },
      breaker,
      instruments: options.instruments,
      tracer: options.tracer,
      stop: AbortSignal.any([stop.signal, paused]),
      onCommitted: (table, ends) => {
        failures = 0;
        progress.committed(table, ends);
        lag.committed(table, ends);
        listeners.call();
      },
    });

  /** Whether it was a mistake of ours, that the next tenure knows how to live with. */
  const tellBreaker = (error: unknown): boolean => {
    if (error instanceof MistakeError) {
      logger.warn({ err: error }, 'projecting goes on record by record');
      // What fails record by record is told as such; what fails only together is tried again, later.
      return breaker.suspect(error.table, error.ends);
    }
    if (!(error instanceof TrippedError)) return false;
    logger.error({ err: error }, 'partition stands still');
    breaker.trip(error.tripped);
    for (const tripped of error.tripped) progress.tripped(tripped);
    options.onTrouble?.(error.message);
    return true;
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await pauses.between(tenure);
      } catch (error) {
        if (tellBreaker(error)) continue;
        const reason = error instanceof Error ? error.message : String(error);
        // A start that fails is the operator's to see, from whoever started it, and to try again. But a
        // group that lost a member takes its time to let others in, while the log is there.
        const willPass = isOvertaken(error) || (isShared && error instanceof LogUnavailableError);
        if (!isChecked && !willPass) throw error;
        if (!isRetryable(error)) {
          progress.stopped(reason);
          throw error;
        }
        failures += 1;
        options.instruments?.restarted();
        progress.interrupted(`trying again: ${reason}`);
        // In full once: a full disk or the like is tried again for hours.
        if (failures === 1) logger.warn({ err: error, failures }, 'projecting was interrupted');
        else logger.info({ reason, failures }, 'projecting was interrupted');
        await pauseUnless(stop.signal, Math.min(retryDelay * 2 ** (failures - 1), MAX_RETRY_DELAY));
      }
    }
  };

  const done = run();
  await Promise.race([firstCheck, done]);
  const rebuilds = createRebuilder({
    ...{ log, engine, logger, logics, maxBatch, maxStateEntries, isShared },
    switching: isShared ? createClaimedSwitching(engine.writer) : createSoleSwitching(pauses),
    exchange: served.exchange,
    archives:
      options.archivesDir === undefined
        ? null
        : createArchiveStore({ directory: options.archivesDir }),
  });
  const { trimLog } = options;
  const expiry = startViewExpiry({
    ...{ log, engine, logger, clock, noticeMs, viewRetentionMs, trimLog, rebuilds },
    ready: firstCheck,
  });
  const { reader } = engine;
  return {
    readModel: served.read,
    rebuilds,
    checks: [
      ...logChecks({ log, reader, clock, retentionOf }),
      ...houseChecks({ log, reader, clock, rebuilds }),
      ...tableChecks(reader),
    ],
    status: progress.status,
    trouble,
    onProgress: listeners.add,
    done,
    close: async () => {
      // Both at once: what a rebuild does at its end may take as long as a tenure's.
      const rebuilt = Promise.all([rebuilds.close(), expiry.close()]);
      stop.abort();
      await rebuilt;
      await Promise.allSettled([done]);
    },
  };
};

/** Another projector started at the same time. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof EngineFailureError && error.cause instanceof ClaimOvertakenError;

/** Waits, but not once it is to stop. */
const pauseUnless = async (stop: AbortSignal, ms: number): Promise<void> => {
  await Promise.allSettled([pause(ms, undefined, { signal: stop })]);
};
