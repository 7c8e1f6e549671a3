import { itemReply } from '@emberlog/api';
import { setTimeout as delay } from 'node:timers/promises';
import { quantilesOf } from '../bench/framework/latencies-of.ts';
import { readList } from '../system/read-list.ts';
import { SOAK_ITEMS, subjectOf } from './soak-events.ts';

const PAUSE = 50;

export type ReadLoad = {
  /** p95 in ms and greatest lag in seconds of the replies since it was last asked. */
  readonly take: () => { readonly p95: number; readonly lag: number };
  readonly stop: () => Promise<void>;
};

/**
 * A reader who never tires: the list with and without the last write, pages, items, a daily list,
 * one after the other. `positionOf` makes a write and gives its position.
 */
export const startReadLoad = (url: string, positionOf: () => Promise<string>): ReadLoad => {
  let [durations, lag, stopped] = [[] as number[], 0, false];
  const timed = async <T extends { readonly freshness: { readonly lag_seconds: number } }>(
    read: () => Promise<T>,
  ): Promise<T> => {
    const begin = performance.now();
    const reply = await read();
    durations.push(performance.now() - begin);
    lag = Math.max(lag, reply.freshness.lag_seconds);
    await delay(PAUSE);
    return reply;
  };
  const readItem = async (item: number) => {
    const reply = await fetch(`${url}/v1/items/${encodeURIComponent(subjectOf(item))}`);
    return itemReply.parse(await reply.json());
  };
  const readDay = async () => {
    const day = new Date().toISOString().slice(0, 10);
    const reply = await fetch(`${url}/v1/lists/${day}`);
    return (await reply.json()) as { readonly freshness: { readonly lag_seconds: number } };
  };
  const run = async (): Promise<void> => {
    for (let turn = 0; !stopped; turn++) {
      await timed(async () => await readList(url, { limit: 50 }));
      const after = await positionOf();
      await timed(async () => await readList(url, { limit: 50, after }));
      const page = await timed(async () => await readList(url, { limit: 20, half_life: '6h' }));
      const { next_cursor: cursor } = page;
      if (cursor !== null) await timed(async () => await readList(url, { limit: 20, cursor }));
      await timed(async () => await readItem(turn % SOAK_ITEMS));
      await timed(readDay);
    }
  };
  const running = run();
  running.catch(() => undefined);
  return {
    take: () => {
      const taken = {
        p95: durations.length === 0 ? NaN : (quantilesOf(durations)['p95'] ?? NaN),
        lag,
      };
      [durations, lag] = [[], 0];
      return taken;
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
};
