import { EmberlogError, type Client } from '@emberlog/client';
import type { Logger } from '@emberlog/service-kit';
import { writeOrigin } from './data-directory/origin.ts';
import { demoHistory } from './demo/demo-history.ts';
import { fillHistory } from './demo/fill-history.ts';
import { showFilling } from './demo/show-filling.ts';
import { startTraffic } from './demo/start-traffic.ts';
import type { Standalone } from './standalone.ts';

export type DemoOptions = {
  readonly standalone: Standalone;
  readonly dataDir: string;
  readonly clock: () => number;
  readonly stream: NodeJS.WriteStream;
  readonly logger: Logger;
};

/**
 * Fills the history of a directory that began as a demo, then keeps simulated readers at work.
 * Resolves when the history is readable. A fill that was cut off begins again with the same ids,
 * so nothing counts twice.
 */
export const runDemo = async (options: DemoOptions): Promise<void> => {
  const { standalone, dataDir, clock, stream, logger } = options;
  const { origin, internalClient: client } = standalone;
  if (origin.demo === null) return;
  const { seed, startedAt, filled } = origin.demo;
  let missing: string | null = 'filling the history of the demo';
  standalone.health.register('demo', () => missing);
  const history = demoHistory({ seed, now: startedAt });
  if (!filled) {
    const progress = showFilling({ stream, clock });
    const { position } = await fillHistory({
      client,
      history,
      onProgress: (state) => {
        progress.update(state);
        missing = `filling the history of the demo: ${state.sent} of ${state.total} events`;
      },
    });
    progress.stop();
    await whenReadable(client, position);
    await writeOrigin(dataDir, { ...origin, demo: { seed, startedAt, filled: true } });
  }
  missing = null;
  const traffic = startTraffic({ client, papers: history.papers, seed: clock(), clock, logger });
  standalone.onStop('demo traffic', traffic.close);
};

/** However slow the machine: each attempt waits for the position on the server's side. */
const whenReadable = async (client: Client, position: string): Promise<void> => {
  for (;;) {
    try {
      await client.trending({ after: position, limit: 1 });
      return;
    } catch (error) {
      if (!(error instanceof EmberlogError && error.retryable)) throw error;
    }
  }
};
