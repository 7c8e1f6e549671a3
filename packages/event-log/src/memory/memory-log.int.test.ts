import { describeEventLogContract } from '../contract/event-log-contract.ts';
import { createMemoryLog } from './memory-log.ts';

describeEventLogContract('the memory log', () => {
  let now = 1000;
  const log = createMemoryLog({ partitions: 4, clock: () => now++ });
  return Promise.resolve({
    log,
    partitions: 4,
    hasGivenClock: true,
    isGathered: true,
    dispose: () => log.close(),
  });
});
