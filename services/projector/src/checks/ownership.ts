import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  holdsClaims,
  LONGEST_ANSWER_MS,
  markRebuild,
  rebuildMarks,
  runningInserts,
  truncateTable,
  unsettledTables,
  type FactTable,
  type Fence,
  type RebuildMark,
  type RebuildTarget,
  type Writer,
} from '@emberlog/clickhouse';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import { claimOrFail } from './claim-or-fail.ts';

/** One tenure's right to write some partitions of the tables. */
export type Ownership = {
  /** To be called before the positions of the partitions are read. */
  readonly claim: (table: FactTable, partitions: readonly number[]) => Promise<void>;
  /** What an insert into the table is written under; undefined where this process is the only one. */
  readonly fenceOf: (table: FactTable) => Fence | undefined;
  /** Tells readers in other processes that a table is about to be emptied. */
  readonly announce: (table: FactTable, targets: readonly RebuildTarget[]) => Promise<void>;
  /** Resolves once every answer has ended that was begun before the last announcement. */
  readonly untilUnread: () => Promise<void>;
  /** Tells them how far it is to be before it is served. */
  readonly settle: (table: FactTable, targets: readonly RebuildTarget[]) => Promise<void>;
  /** What was told last. */
  readonly marks: () => Promise<readonly RebuildMark[]>;
  /** Empties a table while nobody, in no process, may write to it. */
  readonly empty: (
    table: FactTable | 'dead_letters',
    partitions: readonly number[],
  ) => Promise<void>;
  /** Whether another has claimed a partition meanwhile. */
  readonly isOver: () => Promise<boolean>;
};

/** Where no other process writes, there is nothing to claim. */
export const createSoleOwnership = (writer: Writer): Ownership => ({
  claim: async () => await Promise.resolve(),
  fenceOf: () => undefined,
  // Who reads these tables asks the projector in the same process.
  announce: async () => await Promise.resolve(),
  untilUnread: async () => await Promise.resolve(),
  settle: async () => await Promise.resolve(),
  marks: async () => await Promise.resolve([]),
  empty: async (table) => await writer.command(truncateTable(table)),
  isOver: async () => await Promise.resolve(false),
});

export type ClaimedOwnershipOptions = {
  readonly writer: Writer;
  /** Aborted once the partitions are no longer this process's to claim. */
  readonly lost: AbortSignal;
  readonly owner?: string;
  /** From the announcement that a table is emptied until it is, ms. @default more than an answer may take */
  readonly noticeMs?: number;
};

/** What an answer that just began may take, and what clocks differ. */
export const NOTICE_MS = LONGEST_ANSWER_MS + 5_000;

/**
 * An owner under a name that is never used again. Rejects with `EngineFailureError` (retryable) when
 * another claim goes before, and when the partitions were lost: whoever got them claims them.
 */
export const createClaimedOwnership = (options: ClaimedOwnershipOptions): Ownership => {
  const { writer, lost, owner = randomUUID(), noticeMs = NOTICE_MS } = options;
  const fences = new Map<FactTable, Fence>();

  const expectAssigned = (): void => {
    if (lost.aborted) throw new EngineFailureError('the partitions were given to another');
  };

  const claimAll = async (table: FactTable, kps: readonly number[]): Promise<Fence> => {
    expectAssigned();
    return await claimOrFail({ writer, table, kps, owner });
  };

  return {
    claim: async (table, partitions) => {
      if (partitions.length > 0) fences.set(table, await claimAll(table, partitions));
    },
    fenceOf: (table) => fences.get(table),
    announce: async (topic, targets) => {
      expectAssigned();
      await markRebuild(writer, { topic, phase: 'begun' }, targets);
    },
    untilUnread: async () => {
      await Promise.allSettled([pause(noticeMs, undefined, { signal: lost })]);
      expectAssigned();
    },
    settle: async (topic, targets) => {
      await markRebuild(writer, { topic, phase: 'settled' }, targets);
    },
    marks: async () => await writer.query(rebuildMarks, {}),
    empty: async (table, partitions) => {
      expectAssigned();
      if (table === 'dead_letters') {
        await writer.command(truncateTable(table));
        return;
      }
      // Whoever owns a partition has read a position that is void then, and must lose its claim.
      const all = await claimAll(table, partitions);
      await untilNoEarlierInsert(writer);
      expectAssigned();
      await writer.command(truncateTable(table));
      // A claim in between may have come with a position from before.
      while (!(await holdsClaims(writer, all))) await claimAll(table, partitions);
    },
    isOver: async () => {
      for (const fence of fences.values()) {
        if (!(await holdsClaims(writer, fence))) return true;
      }
      return false;
    },
  };
};

const LOOK_EVERY_MS = 50;

/** More than an insert under a claim may take. */
const LONGEST_WAIT_MS = 70_000;

/**
 * Waits for the inserts that run now: under an older claim, or without an answer, they may still
 * commit. Those that begin later find the claims of today. On a cluster, waits as well until the tables
 * gain and lose nothing by themselves. Rejects with `EngineFailureError`.
 */
export const untilNoEarlierInsert = async (writer: Writer): Promise<void> => {
  const idsNow = async (): Promise<readonly string[]> =>
    (await writer.query(runningInserts, {})).map(({ query_id: id }) => id);
  const end = performance.now() + LONGEST_WAIT_MS;
  let earlier = await idsNow();
  while (earlier.length > 0) {
    if (performance.now() > end) throw new EngineFailureError('an earlier insert is still running');
    await pause(LOOK_EVERY_MS);
    const now = new Set(await idsNow());
    earlier = earlier.filter((id) => now.has(id));
  }
  while ((await unsettledTables(writer)).length > 0) {
    if (performance.now() > end)
      throw new EngineFailureError('replicas of the tables differ still');
    await pause(LOOK_EVERY_MS);
  }
};
