import type { Metrics } from '@emberlog/service-kit';
import { CATALOGUE } from './catalogue.ts';

/** Room on the disk that something lies on, bytes. */
export type DiskRoom = { readonly disk: string; readonly free: number; readonly size: number };

/** Shows how much room is left. */
export const watchDisks = (metrics: Metrics, rooms: () => Promise<readonly DiskRoom[]>): void =>
  metrics.ask({
    name: 'disks',
    gauges: { free: CATALOGUE.diskFree, size: CATALOGUE.diskSize },
    ask: async () => {
      const found = await rooms();
      return {
        free: found.map(({ disk, free }) => ({ labels: { disk }, value: free })),
        size: found.map(({ disk, size }) => ({ labels: { disk }, value: size })),
      };
    },
  });
