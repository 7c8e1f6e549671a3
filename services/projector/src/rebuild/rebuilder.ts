import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  dropBeside,
  readIdentities,
  type FactTable,
  type RebuildState,
} from '@emberlog/clickhouse';
import type { Logger } from '@emberlog/service-kit';
import { createJobArchives, type JobArchives } from '../archive/job-archives.ts';
import type { ArchiveStore } from '../archive/archive-store.ts';
import { logOf } from './log-of-job.ts';
import type { Engine } from '../engine/guard-engine.ts';
import { isRetryable } from '../engine/is-retryable.ts';
import { logicNumbers } from '../logic/logics.ts';
import { MistakeError } from '../tenure/breaker.ts';
import { createBell } from './bell.ts';
import { createJobBook, isUnfinished, type RebuildJob } from './job-book.ts';
import type { RebuildReport, RebuildRequest, TableReport } from './rebuild-request.ts';
import { runRebuild, type RebuildContext } from './run-rebuild.ts';
import { TELL_EVERY_MS, watchJob } from './watch-job.ts';

/** Rebuilds of tables, in the background: one at a time, gone on with by whoever starts next. */
export type Rebuilder = {
  /** The newest first. */
  readonly list: () => Promise<readonly RebuildJob[]>;
  readonly find: (id: string) => Promise<RebuildJob | null>;
  /** Resolves with the job, or with the one that is not finished yet. */
  readonly ask: (
    request: RebuildRequest,
  ) => Promise<{ readonly asked: RebuildJob } | { readonly unfinished: RebuildJob }>;
  /** Why none can be made here, as a sentence without its full stop, or null. */
  readonly refusal: string | null;
  /** What rebuilds are made from beside the log; null where no archives are taken. */
  readonly archives: JobArchives | null;
  /** Numbers of the logics that this release has of a table, the newest last. */
  readonly logicsOf: (table: FactTable) => readonly number[];
  /** Resolves once it is told; what was made so far goes soon. Null for a job that there is none of, or no more. */
  readonly cancel: (id: string) => Promise<RebuildJob | null>;
  /** Stops what runs, to be gone on with. */
  readonly close: () => Promise<void>;
};

export type RebuilderOptions = Omit<RebuildContext, 'stop' | 'onReport'> & {
  readonly engine: Engine;
  /** Where archives are kept that were sent here; null: none are taken. */
  readonly archives: ArchiveStore | null;
  readonly logger: Logger;
};

/** How long a runner is silent when it is taken for dead, ms. */
const DEAD_AFTER_MS = 30_000;
/** How long a job waits for the process that has its archive, ms. */
const GONE_AFTER_MS = 600_000;
const MAX_RETRY_MS = 30_000;

export const createRebuilder = (options: RebuilderOptions): Rebuilder => {
  const { engine, isShared, logger } = options;
  const book = createJobBook(engine);
  const archives = options.archives === null ? null : createJobArchives(options.archives, book);
  const runner = randomUUID();
  const closing = new AbortController();
  const bell = createBell();
  let current: { readonly id: string; report: RebuildReport } | null = null;

  /** What this process knows of what it runs is newer than what it told. */
  const withReport = (job: RebuildJob): RebuildJob =>
    current?.id === job.id && isUnfinished(job) ? { ...job, report: current.report } : job;

  const next = async (): Promise<RebuildJob | null> => {
    const unfinished = (await book.list()).filter(isUnfinished).at(-1);
    if (unfinished === undefined) return null;
    const isAnothers = isShared && unfinished.runner !== '' && unfinished.runner !== runner;
    if (isAnothers && unfinished.silentMs < DEAD_AFTER_MS) return null;
    // Its archive is where it was sent to. One that is nowhere any more is told of by the failure.
    const isLeft =
      isShared && unfinished.silentMs < GONE_AFTER_MS && (await lacksArchive(unfinished));
    return isLeft ? null : unfinished;
  };

  const lacksArchive = async ({ state, request }: RebuildJob): Promise<boolean> =>
    request.archive !== null && state !== 'cancelling' && !(await archives?.has(request.archive));

  const clean = async ({ id, request }: RebuildJob): Promise<void> => {
    const { beside } = await readIdentities(engine.writer);
    for (const table of request.tables) {
      if (beside.get(table)?.madeBy === id) await engine.writer.command(dropBeside(table));
    }
  };

  const end = async (
    job: RebuildJob,
    state: RebuildState,
    trouble: string | null,
  ): Promise<void> => {
    if (state !== 'done') await clean(job);
    const report = { ...(current?.report ?? job.report), trouble };
    const tell = async (): Promise<void> => await book.tell(job, { state, runner: '', report });
    if (archives === null || job.request.archive === null) await tell();
    else await archives.end(tell);
    logger.info({ rebuild: job.id, state, trouble }, 'rebuild ended');
  };

  /** Runs a job until it ends, is to be cancelled, or this process stops. */
  const attempt = async (job: RebuildJob): Promise<'done' | 'cancelled' | 'stopped' | 'taken'> => {
    const heard = watchJob({
      ...{ book, job, runner, isShared, logger },
      report: () => current?.report ?? job.report,
    });
    const stop = AbortSignal.any([closing.signal, heard.cancelled, heard.taken]);
    const report = (table: TableReport): void => {
      if (current === null) return;
      const tables = current.report.tables.map((each) =>
        each.table === table.table ? table : each,
      );
      current.report = { tables, trouble: null };
    };
    try {
      const log = await logOf(job, { log: options.log, engine, archives, stop });
      await runRebuild(job, { ...options, log, stop, onReport: report });
      return 'done';
    } catch (error) {
      if (closing.signal.aborted) return 'stopped';
      if (heard.taken.aborted) return 'taken';
      if (heard.cancelled.aborted) return 'cancelled';
      throw error;
    } finally {
      await heard.end();
    }
  };

  const work = async (job: RebuildJob): Promise<void> => {
    current = { id: job.id, report: job.report };
    try {
      if (job.state === 'cancelling') {
        await end(job, 'cancelled', null);
        return;
      }
      await book.tell(job, { state: 'running', runner, report: job.report });
      // Of several that tell at once, the last one has it.
      if ((await book.find(job.id))?.runner !== runner) return;
      const outcome = await attempt(job);
      if (outcome === 'taken') return;
      if (outcome !== 'stopped') await end(job, outcome, null);
      // Whoever starts next need not wait until this one is taken for dead.
      else await book.tell(job, { state: 'running', runner: '', report: current.report });
    } catch (error) {
      if (isPassing(error) || closing.signal.aborted) {
        await tellTrouble(job, error);
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ err: error, rebuild: job.id }, 'rebuild failed');
      await end(job, 'failed', reason);
    } finally {
      current = null;
    }
  };

  /** Why it does not go on; what tells of it may be what is in trouble. */
  const tellTrouble = async (job: RebuildJob, error: unknown): Promise<void> => {
    const trouble = error instanceof Error ? error.message : String(error);
    const report = { ...(current?.report ?? job.report), trouble };
    await book.tell(job, { state: 'running', runner, report }).catch(() => undefined);
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted;) {
      try {
        const job = await next();
        // Others ask as well where others project.
        if (job === null) await bell.wait(isShared ? TELL_EVERY_MS : null);
        else await work(job);
        failures = 0;
      } catch (error) {
        failures += 1;
        logger.warn({ err: error, failures }, 'rebuilding was interrupted');
        const wait = Math.min(200 * 2 ** failures, MAX_RETRY_MS);
        await Promise.allSettled([pause(wait, undefined, { signal: closing.signal })]);
      }
    }
  };

  const ask = async (request: RebuildRequest): ReturnType<Rebuilder['ask']> => {
    const unfinished = (await book.list()).find(isUnfinished);
    if (unfinished !== undefined) return { unfinished: withReport(unfinished) };
    const id = randomUUID();
    await book.ask(id, request);
    bell.ring();
    const asked = await book.find(id);
    if (asked === null) throw new Error('a job that was told is not there');
    return { asked };
  };
  let asking: Promise<unknown> = Promise.resolve();

  // What is left over goes with the next archive at the latest.
  const tidied = archives?.tidy().catch((error: unknown) => {
    logger.info({ err: error }, 'archives cannot be tidied');
  });
  const running = run();
  return {
    list: async () => (await book.list()).map(withReport),
    find: async (id) => {
      const job = await book.find(id);
      return job === null ? null : withReport(job);
    },
    ask: async (request) => {
      // One after the other: two that ask at once must not both find that there is none.
      const answer = asking.then(async () => await ask(request));
      asking = answer.catch(() => undefined);
      return await answer;
    },
    // A swap of names on several replicas is not one rename.
    refusal:
      engine.writer.cluster === null
        ? null
        : 'tables on a cluster cannot be made anew while they are served',
    archives,
    logicsOf: (table) => logicNumbers(options.logics, table),
    cancel: async (id) => {
      const job = await book.find(id);
      if (job === null || !isUnfinished(job)) return null;
      await book.tell(job, { state: 'cancelling', runner: job.runner, report: job.report });
      bell.ring();
      const told = await book.find(id);
      // It may have ended meanwhile.
      return told !== null && isUnfinished(told) ? withReport(told) : null;
    },
    close: async () => {
      closing.abort();
      bell.ring();
      await Promise.all([running, tidied]);
    },
  };
};

/** Our own code fails again on the same records. */
const isPassing = (error: unknown): boolean =>
  isRetryable(error) && !(error instanceof MistakeError);
