import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Assignment, EventLog } from '@emberlog/event-log';
import type { ProjectorInstruments } from '@emberlog/metrics';
import type { Tracer } from '@emberlog/tracing';
import type { CheckedTable } from '../checks/check-tables.ts';
import type { Ownership } from '../checks/ownership.ts';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import type { Engine } from '../engine/guard-engine.ts';
import type { Logics } from '../logic/logics.ts';
import { createAssignedWork, type AssignedWork } from './assignment.ts';
import type { Breaker } from './breaker.ts';
import type { OnCommitted } from './pipeline.ts';

export type TenureOptions = {
  readonly log: EventLog;
  readonly engine: Engine;
  /** Whether other projectors fill the same tables, so that the partitions are shared. */
  readonly isShared: boolean;
  /** A right to write that was never used before, of partitions that may be lost. */
  readonly createOwnership: (lost: AbortSignal) => Ownership;
  /** Reads where the tables are, once their partitions are taken over. */
  readonly check: (
    partitions: Assignment['partitions'],
    ownership: Ownership,
  ) => Promise<readonly CheckedTable[]>;
  readonly logics: Logics;
  readonly maxBatch: number;
  readonly maxStateEntries: number;
  /** Which partitions stand still. */
  readonly breaker: Breaker;
  readonly onCommitted: OnCommitted;
  readonly instruments?: ProjectorInstruments | undefined;
  readonly tracer?: Tracer | undefined;
  /** Ends the tenure after the inserts in flight. */
  readonly stop: AbortSignal;
};

/** Projectors of shared tables are of this group, and share the partitions of the log. */
export const PROJECTOR_GROUP = 'emberlog-projector';

/** A claim may be lost without a word, as when a table was emptied: nobody would look before a record comes. */
const LOOK_EVERY_MS = 5_000;

/**
 * Projects the partitions that the log assigns, until stopped or until anything fails: then it
 * rejects, with nothing left in flight, and its state is gone with it. With every assignment it
 * begins anew from the tables, which alone know what was committed.
 */
export const runTenure = async (options: TenureOptions): Promise<void> => {
  const { log, stop } = options;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Whoever waits for it may have ended already.
  failed.catch(() => undefined);
  let work: AssignedWork | null = null;
  const over = new AbortController();
  const subscription = log.follow({
    // Tables that nobody else fills need every partition.
    ...(options.isShared ? { group: PROJECTOR_GROUP } : {}),
    from: async ({ partitions, lost }) => {
      await work?.ended();
      if (lost.aborted) return [];
      const ownership = options.createOwnership(lost);
      const tables = await options.check(partitions, ownership);
      work = createAssignedWork({ ...options, tables, ownership, lost, onFailed: fail });
      const watched = AbortSignal.any([lost, over.signal]);
      watchClaims(ownership, watched).catch(fail);
      return work.from;
    },
    maxBatch: options.maxBatch,
    handle: async (records) => await work?.handle(records),
  });
  const settled = async (): Promise<void> => await work?.settled();
  try {
    await Promise.race([subscription.done, failed, stopped(stop, over.signal)]);
  } finally {
    over.abort();
    await subscription.close();
    await Promise.allSettled([settled()]);
  }
  await settled();
};

const stopped = async (stop: AbortSignal, over: AbortSignal): Promise<void> => {
  if (!stop.aborted) await once(stop, 'abort', { signal: over });
};

/** Rejects once another has claimed what this tenure owns; resolves when that no longer matters. */
const watchClaims = async (ownership: Ownership, ended: AbortSignal): Promise<void> => {
  const isEnded = (): boolean => ended.aborted;
  while (!isEnded()) {
    await Promise.allSettled([pause(LOOK_EVERY_MS, undefined, { signal: ended })]);
    if (isEnded()) return;
    const isOvertaken = await ownership.isOver();
    // Partitions that were given back while it looked are rightly another's.
    if (isOvertaken && !isEnded()) throw new EngineFailureError('another projector took over');
  }
};
