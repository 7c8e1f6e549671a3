import {
  ageOfClaims,
  releaseClaims,
  SWITCH_LEASE_MS,
  switchOwner,
  type FactTable,
  type Writer,
} from '@emberlog/clickhouse';
import { claimOrFail } from '../checks/claim-or-fail.ts';
import { untilNoEarlierInsert } from '../checks/ownership.ts';
import { EngineFailureError } from '../engine/engine-failure-error.ts';
import type { Pause } from '../tenure/pause.ts';

/** Does work on a table while nobody, in no process, writes to it. */
export type Switching = <T>(
  table: FactTable,
  kps: readonly number[],
  /** Calls `expectHeld` before what must not be done too late; it rejects then. */
  work: (expectHeld: () => Promise<void>) => Promise<T>,
) => Promise<T>;

/** Where nothing else writes by now. */
export const soleWork: Switching = async (_table, _kps, work) =>
  await work(async () => await Promise.resolve());

/** Where no other process writes, to pause the projector of this one is enough. */
export const createSoleSwitching =
  (pause: Pause): Switching =>
  async (table, kps, work) =>
    await pause.during(async () => await soleWork(table, kps, work));

/** What must be left of the lease when tables are exchanged, ms: the statement takes its time too. */
const LEAST_LEFT_MS = 10_000;

/**
 * Takes the partitions of a table from all who fill it, for as long as a lease lasts. Whoever is late
 * writes nothing: inserts are fenced by the table's identity as well. Rejects with `EngineFailureError`
 * (retryable) where others were first, or it took too long.
 */
export const createClaimedSwitching =
  (writer: Writer): Switching =>
  async (table, kps, work) => {
    const owner = switchOwner();
    const claimed = { table, kps, owner };
    await claimOrFail({ writer, ...claimed });
    try {
      await untilNoEarlierInsert(writer);
      return await work(async () => {
        const age = await ageOfClaims(writer, claimed);
        if (age === null || age > SWITCH_LEASE_MS - LEAST_LEFT_MS) {
          throw new EngineFailureError(`the table ${table} was held too long to be exchanged`);
        }
      });
    } finally {
      await releaseClaims(writer, claimed);
    }
  };
