import { setTimeout as delay } from 'node:timers/promises';
import { freePort, keysOf, spawnProduct, whenReady } from '../../system/product.ts';
import type { Benchmark } from '../framework/benchmark.ts';
import { memoryOf } from '../load/memory-of.ts';
import type { SteadyLoad } from '../load/steady-load.ts';
import { forkChild } from '../servers/fork-child.ts';

const RATE = 1_000;

/** What the whole product holds of the machine's memory while it is written to and read. */
export const memoryUnderLoad: Benchmark = {
  row: 12,
  title: `resident memory with the demo, at ${RATE} events/s and with readers`,
  prepare: async ({ scale, directory, say }) => {
    const product = spawnProduct({
      dataDir: directory,
      port: await freePort(),
      env: { EMBERLOG_DEMO: 'on' },
    });
    say('fills the demo');
    await whenReady(product);
    const key = (await keysOf(directory))['write'] ?? '';
    const load = await forkChild(new URL('../load/steady-load.ts', import.meta.url));
    const order: SteadyLoad = { url: product.url, key, rate: RATE, batch: 10, items: 50 };
    await load.ask(order);
    const ms = scale === 'full' ? 5_000 : 2_500;
    let own = 0;
    const read = async (): Promise<void> => {
      const reply = await fetch(`${product.url}/v1/trending?limit=50`);
      await reply.text();
    };
    return {
      cases: [
        {
          product: {
            name: 'product',
            measure: async () => {
              let most = 0;
              own = 0;
              const end = performance.now() + ms;
              while (performance.now() < end) {
                await Promise.all([read(), delay(100)]);
                const memory = await memoryOf(product.process.pid ?? 0);
                most = Math.max(most, memory.resident);
                own = Math.max(own, memory.own);
              }
              return { most };
            },
          },
          other: null,
          goals: [
            {
              ...{ id: 'memory', title: 'resident memory of standalone with the demo under load' },
              ...{ metric: 'most', unit: 'MiB', limit: { atMost: 600 } },
            },
          ],
        },
      ],
      notes: () => [
        'processes: product, load; growth over minutes is what `npm run soak` measures',
        `${Math.round(own)} MiB of it are its own; the rest are pages of the engine's code and the log`,
      ],
      close: async () => {
        await load.ask('stop');
        await load.stop();
        await product.stop('SIGKILL');
      },
    };
  },
};
