import type { Benchmark } from './framework/benchmark.ts';

/** Where a row is found, and when it is run. */
export type RowEntry = {
  readonly row: number;
  readonly load: () => Promise<Benchmark>;
  /** Stable and short enough to hold up continuous integration. */
  readonly inGate: boolean;
  /** Only when named: it needs what not every machine has. */
  readonly onDemand?: boolean;
};

/** All rows, in the order they are measured. */
export const ROWS: readonly RowEntry[] = [
  {
    row: 1,
    inGate: true,
    load: async () => (await import('./rows/collector-throughput.ts')).collectorThroughput,
  },
  {
    row: 2,
    inGate: true,
    load: async () => (await import('./rows/coalesced-append.ts')).coalescedAppend,
  },
  {
    row: 3,
    inGate: true,
    load: async () => (await import('./rows/projector-throughput.ts')).projectorThroughput,
  },
  {
    row: 4,
    inGate: true,
    load: async () => (await import('./rows/insert-with-projections.ts')).insertWithProjections,
  },
  {
    row: 8,
    inGate: false,
    onDemand: true,
    load: async () => (await import('./rows/exact-against-postgres.ts')).smallAgainstPostgres,
  },
  {
    row: 8,
    inGate: false,
    onDemand: true,
    load: async () => (await import('./rows/exact-against-postgres.ts')).largeAgainstPostgres,
  },
  {
    row: 5,
    // Its statements take so little at small sizes that what is beside them decides: 1.4 to 1.9 from run to run.
    inGate: false,
    load: async () => (await import('./rows/trending-over-http.ts')).trendingOverHttp,
  },
  {
    row: 6,
    inGate: false,
    load: async () => (await import('./rows/ranking-statement.ts')).rankingStatement,
  },
  {
    row: 9,
    inGate: true,
    load: async () => (await import('./rows/repeated-request.ts')).repeatedRequest,
  },
  {
    row: 10,
    inGate: false,
    onDemand: true,
    load: async () => (await import('./rows/whole-chain.ts')).wholeChain,
  },
  {
    row: 11,
    inGate: false,
    load: async () => (await import('./rows/visible-under-load.ts')).visibleUnderLoad,
  },
  {
    row: 12,
    inGate: true,
    load: async () => (await import('./rows/memory-under-load.ts')).memoryUnderLoad,
  },
  {
    row: 13,
    inGate: false,
    onDemand: true,
    load: async () => (await import('./rows/lists-beside-runaways.ts')).listsBesideRunaways,
  },
];
