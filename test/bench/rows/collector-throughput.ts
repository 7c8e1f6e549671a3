import { randomUUID } from 'node:crypto';
import type { Benchmark, Case, Goal, Side } from '../framework/benchmark.ts';
import type { PostLoad, PostLoadResult } from '../load/post-load.ts';
import { forkChild, type Child } from '../servers/fork-child.ts';

const CONNECTIONS = 16;

const goal = (batch: number, atLeast: number): Goal => ({
  ...{ id: `batch-${batch}`, metric: 'rate', unit: 'events/s', limit: { atLeast } },
  title: `collector with validation, ${batch} event${batch === 1 ? '' : 's'} a request`,
});

/** What the collector's guarantees cost above reading and parsing the same bytes. */
export const collectorThroughput: Benchmark = {
  row: 1,
  title: 'collector without a log, against bare node:http and JSON.parse',
  prepare: async ({ scale }) => {
    const key = `el_${randomUUID()}`;
    const [collector, bare, load] = await Promise.all([
      forkChild(new URL('../servers/collector.ts', import.meta.url), [key]),
      forkChild(new URL('../servers/bare-http.ts', import.meta.url)),
      forkChild(new URL('../load/post-load.ts', import.meta.url)),
    ]);
    const ms = scale === 'full' ? 1_500 : 800;
    const busiest = new Map<string, { load: number; server: number }>();
    const side = (name: string, server: Child, batch: number): Side => ({
      name,
      measure: async () => {
        const order: PostLoad = {
          ...{ port: Number(server.ready), key, batch, ms, connections: CONNECTIONS },
        };
        const before = await server.cpuSeconds();
        const { rate, busy } = (await load.ask(order)) as PostLoadResult;
        const used = (((await server.cpuSeconds()) - before) * 1_000) / (ms * 1.1);
        busiest.set(`${name}, batch ${batch}`, { load: busy, server: used });
        return { rate };
      },
    });
    const caseOf = (batch: number, atLeast: number): Case => ({
      product: side('collector', collector, batch),
      other: side('bare', bare, batch),
      goals: [goal(batch, atLeast)],
    });
    return {
      cases: [caseOf(100, 0.55), caseOf(1, 0.6)],
      notes: () => [
        `processes: server, load generator (${CONNECTIONS} keep-alive connections); the row waits`,
        ...Array.from(busiest, ([name, busy]) => {
          const percent = (share: number): string => `${Math.round(share * 100)} %`;
          return `${name}: server took ${percent(busy.server)}, load ${percent(busy.load)} of a core`;
        }),
      ],
      close: async () => {
        await Promise.all([collector, bare, load].map(async (child) => await child.stop()));
      },
    };
  },
};
