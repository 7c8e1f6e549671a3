import { startKafka } from '@emberlog/testing';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, keysOf, spawnProduct, whenReady } from '../../system/product.ts';
import { readList } from '../../system/read-list.ts';
import { sendAll } from '../../system/sender.ts';
import type { Benchmark, Goal, Side } from '../framework/benchmark.ts';
import { cpuOf } from '../load/cpu-of.ts';
import type { PostLoad, PostLoadResult } from '../load/post-load.ts';
import { forkChild } from '../servers/fork-child.ts';

const CONNECTIONS = 8;
const BATCH = 500;
const LOOK_EVERY_MS = 10;

/** A chain that takes events and lets them be seen. */
type Chain = {
  readonly port: number;
  readonly key: string;
  /** Seconds of processor time of all its processes. */
  readonly cpu: () => Promise<number>;
  /** Resolves once everything that was accepted is in the tables. */
  readonly untilSeen: () => Promise<void>;
};

const goal = (id: string, title: string, atLeast: number): Goal => ({
  ...{ id, title, metric: 'perCore', unit: 'events/s per busy core', limit: { atLeast } },
});

/** What exactness costs from the request to the row, in time of the processor. */
export const wholeChain: Benchmark = {
  row: 10,
  title: 'the whole chain, load generator and broker included, against a crude one',
  prepare: async ({ scale, directory, say }) => {
    say('starts a broker');
    const broker = await startKafka();
    const ms = scale === 'full' ? 4_000 : 2_000;
    const load = await forkChild(new URL('../load/post-load.ts', import.meta.url));
    const crude = await forkChild(new URL('../servers/crude-chain.ts', import.meta.url), [
      broker.brokers,
      join(directory, 'crude'),
    ]);
    const start = async (name: string, env: Readonly<Record<string, string>>) => {
      const dataDir = join(directory, name);
      const product = spawnProduct({ dataDir, port: await freePort(), env });
      await whenReady(product);
      const key = (await keysOf(dataDir))['import'] ?? '';
      return { product, key };
    };
    const onKafka = await start('kafka', {
      KAFKA_BROKERS: broker.brokers,
      EMBERLOG_SECRET: 'ab'.repeat(32),
    });
    const embedded = await start('embedded', {});
    const brokerCpu = async (): Promise<number> => await cpuOf(broker.pid());

    const ofProduct = (
      { product, key }: typeof onKafka,
      besides: () => Promise<number>,
    ): Chain => ({
      ...{ port: Number(new URL(product.url).port), key },
      cpu: async () => (await cpuOf(product.process.pid ?? 0)) + (await besides()),
      untilSeen: async () => {
        const event = { type: 'item.viewed', subject: 'last', time: new Date().toISOString() };
        const events = [{ ...event, id: `last-${performance.now()}`, data: {} }];
        const after = await sendAll({ url: product.url, key, events, batch: 1 });
        const isSeen = async (): Promise<boolean> =>
          await readList(product.url, { limit: 1, after }).then(
            () => true,
            () => false,
          );
        while (!(await isSeen())) await delay(LOOK_EVERY_MS);
      },
    });
    const crudeChain: Chain = {
      ...{ port: Number(crude.ready), key: 'none' },
      cpu: async () => (await crude.cpuSeconds()) + (await brokerCpu()),
      untilSeen: async () => {
        while ((await crude.ask('seen')) !== true) await delay(LOOK_EVERY_MS);
      },
    };

    let seed = 0;
    const rates = new Map<string, number>();
    const side = (name: string, chain: Chain): Side => ({
      name,
      measure: async () => {
        const { port, key } = chain;
        const order: PostLoad = {
          ...{ port, key, batch: BATCH, ms, connections: CONNECTIONS, firstSeed: (seed += 1_000) },
        };
        const [before, begin] = [await chain.cpu(), performance.now()];
        const { sent, cpuSeconds } = (await load.ask(order)) as PostLoadResult;
        await chain.untilSeen();
        const seconds = (performance.now() - begin) / 1_000;
        rates.set(name, sent / seconds);
        return { perCore: sent / ((await chain.cpu()) - before + cpuSeconds) };
      },
    });
    const other = side('crude', crudeChain);
    return {
      cases: [
        {
          product: side('on Kafka', ofProduct(onKafka, brokerCpu)),
          other,
          goals: [goal('kafka', 'whole chain on Kafka, against a crude one', 1)],
        },
        {
          product: side(
            'embedded',
            ofProduct(embedded, async () => await Promise.resolve(0)),
          ),
          other,
          goals: [goal('embedded', 'whole chain on the embedded log, against a crude one', 1.5)],
        },
      ],
      notes: () => [
        `processes: load generator (${CONNECTIONS} connections, ${BATCH} events a request), chain, broker`,
        ...Array.from(rates, ([name, rate]) => `${name}: ${rate.toFixed(0)} events/s to the rows`),
      ],
      close: async () => {
        await Promise.all([load.stop(), crude.stop()]);
        await Promise.all(
          [onKafka, embedded].map(async ({ product }) => await product.stop('SIGKILL')),
        );
        await broker.stop();
      },
    };
  },
};
