import { openLmdbLog, type EventLog, type NewRecord } from '@emberlog/event-log';
import { join } from 'node:path';
import type { Benchmark, Sample } from '../framework/benchmark.ts';
import { quantilesOf } from '../framework/latencies-of.ts';
import { recordsOf } from '../load/records-of.ts';

const CALLERS = 64;
type Append = EventLog['append'];

/** Callers that each append one record, wait for it and append the next, for a time. */
const appendConcurrently = async (
  append: Append,
  records: readonly NewRecord[],
  ms: number,
): Promise<Sample> => {
  const begin = performance.now();
  const waits: number[] = [];
  const call = async (caller: number): Promise<void> => {
    for (let at = caller; performance.now() - begin < ms; at += CALLERS) {
      const from = performance.now();
      await append(records.slice(at % records.length, (at % records.length) + 1));
      waits.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, async (_, caller) => await call(caller)));
  const seconds = (performance.now() - begin) / 1000;
  return { ...quantilesOf(waits), rate: waits.length / seconds };
};

/** Lets one call through at a time, as a log without group commit would. */
const oneByOne = (append: Append): Append => {
  let last: Promise<unknown> = Promise.resolve();
  return async (records) => {
    const mine = last.then(async () => await append(records));
    last = mine.catch(() => undefined);
    return await mine;
  };
};

/** What sharing a commit brings to requests that wait together. */
export const coalescedAppend: Benchmark = {
  row: 2,
  title: `${CALLERS} concurrent single events, coalesced against one commit each`,
  prepare: ({ scale, directory }) => {
    const open = (name: string): EventLog =>
      openLmdbLog({ path: join(directory, name), partitions: 4, clock: Date.now });
    const logs = { shared: open('shared'), single: open('single') };
    const records = recordsOf({
      seed: 2,
      count: 4_096,
      now: Date.now(),
      items: 500,
      actors: 5_000,
    });
    const ms = scale === 'full' ? 1_500 : 700;
    const single = oneByOne(logs.single.append);
    return Promise.resolve({
      cases: [
        {
          product: {
            name: 'coalesced',
            measure: async () => await appendConcurrently(logs.shared.append, records, ms),
          },
          other: {
            name: 'one each',
            measure: async () => await appendConcurrently(single, records, ms),
          },
          goals: [
            {
              ...{ id: 'rate', title: `${CALLERS} concurrent single events, coalesced` },
              ...{ metric: 'rate', unit: 'events/s', limit: { atLeast: 10 } },
            },
            {
              ...{ id: 'p99', title: 'the same, p99 of an append' },
              ...{ metric: 'p99', unit: 'ms', limit: { atMost: 1 } },
            },
          ],
        },
      ],
      notes: () => ['process: callers and log together; every commit is synced to the disk'],
      close: async () => {
        await Promise.all([logs.shared.close(), logs.single.close()]);
      },
    });
  },
};
