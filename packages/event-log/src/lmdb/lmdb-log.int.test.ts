import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeDurableLogContract,
  describeEventLogContract,
} from '../contract/event-log-contract.ts';
import type { DurableLogUnderTest } from '../contract/log-under-test.ts';
import { openLmdbLog } from './lmdb-log.ts';

async function createLog(): Promise<DurableLogUnderTest> {
  const path = await mkdtemp(join(tmpdir(), 'emberlog-log-'));
  let now = 1000;
  const open = () => openLmdbLog({ path, partitions: 4, clock: () => now++ });
  let current = open();
  return {
    log: current,
    partitions: 4,
    hasGivenClock: true,
    isGathered: true,
    async reopen() {
      await current.close();
      current = open();
      return current;
    },
    async dispose() {
      await current.close();
      await rm(path, { recursive: true });
    },
  };
}

describeEventLogContract('the LMDB log', createLog);
describeDurableLogContract('the LMDB log', createLog);
