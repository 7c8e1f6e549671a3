import { ingestReply } from '@emberlog/api';
import { freePort, keysOf, spawnProduct, whenReady } from '../../system/product.ts';
import type { Benchmark } from '../framework/benchmark.ts';
import { quantilesOf } from '../framework/latencies-of.ts';
import type { SteadyLoad, SteadyLoadResult } from '../load/steady-load.ts';
import { forkChild } from '../servers/fork-child.ts';

const RATE = 1_000;
const ITEMS = 50;

/** How long after its 202 a vote is seen by a reader who waits for it, while others write. */
export const visibleUnderLoad: Benchmark = {
  row: 11,
  title: `from 202 to visible at ${RATE} events/s`,
  prepare: async ({ scale, directory }) => {
    const product = spawnProduct({ dataDir: directory, port: await freePort() });
    await whenReady(product);
    const key = (await keysOf(directory))['write'] ?? '';
    const post = async (events: readonly object[]): Promise<string> => {
      const reply = await fetch(`${product.url}/v1/events`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
        body: JSON.stringify(events),
      });
      return ingestReply.parse(await reply.json()).position;
    };
    const subject = (item: number): string => `papers/2511.${String(item).padStart(5, '0')}`;
    await post(
      Array.from({ length: ITEMS }, (_, item) => ({
        ...{ id: `item-${item}`, type: 'item.published', subject: subject(item) },
        data: { title: `Paper ${item}` },
      })),
    );
    const load = await forkChild(new URL('../load/steady-load.ts', import.meta.url));
    const order: SteadyLoad = { url: product.url, key, rate: RATE, batch: 10, items: ITEMS };
    await load.ask(order);
    const ms = scale === 'full' ? 5_000 : 2_500;
    const rates: number[] = [];

    const seeVote = async (name: string, item: number): Promise<number> => {
      const data = { actor: name };
      const position = await post([
        { id: name, type: 'item.upvoted', subject: subject(item), data },
      ]);
      const acknowledged = performance.now();
      const path = `/v1/items/${encodeURIComponent(subject(item))}?after=${position}`;
      const reply = await fetch(product.url + path);
      await reply.text();
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
      return performance.now() - acknowledged;
    };
    return {
      cases: [
        {
          product: {
            name: 'product',
            measure: async (round) => {
              const waits: number[] = [];
              const end = performance.now() + ms;
              for (let at = 0; performance.now() < end; at++) {
                waits.push(await seeVote(`probe-${round}-${at}`, at % ITEMS));
              }
              rates.push(((await load.ask('rate')) as SteadyLoadResult).rate);
              return quantilesOf(waits);
            },
          },
          other: null,
          goals: [
            {
              ...{ id: 'p95', title: `202 to visible at ${RATE} events/s, p95` },
              ...{ metric: 'p95', unit: 'ms', limit: { atMost: 250 } },
            },
          ],
        },
      ],
      notes: () => [
        'processes: product, load (10 events a request); the row itself votes and waits, one at a time',
        `the load was acknowledged at ${rates.map((rate) => Math.round(rate)).join(', ')} events/s`,
      ],
      close: async () => {
        await load.ask('stop');
        await load.stop();
        await product.stop('SIGKILL');
      },
    };
  },
};
