import { keysOf, spawnProduct, whenReady, type Product, type ProductOptions } from './product.ts';
import type { Scenario } from './scenario.ts';
import { sendAll } from './sender.ts';

export type KillsOptions = {
  /** Ready to take events. */
  readonly product: Product;
  /** How it was started, and is again. */
  readonly at: ProductOptions;
  readonly scenario: Scenario;
  readonly kills: number;
  /** Events in a request. */
  readonly batch: number;
  /** Resolves when the product is to be killed for the n-th time, counted from 0. */
  readonly untilKill: (n: number) => Promise<unknown>;
  /** Called after each acknowledged batch and each kill. */
  readonly onProgress?: (state: { readonly sent: number; readonly kills: number }) => void;
  /** Called with each further process that is started. */
  readonly onStart: (product: Product) => void;
};

export type Suffered = {
  /** Covers everything that was sent. */
  readonly position: string;
  /** Kills that met senders at work. */
  readonly underLoad: number;
};

/**
 * Sends the scenario, kills the product meanwhile and starts it again each time, then lets the load
 * finish. Leaves the last process running; when a start fails, ends the load and rejects with the
 * output.
 */
export const sufferKills = async (options: KillsOptions): Promise<Suffered> => {
  const { at, scenario, kills, batch, untilKill, onProgress, onStart } = options;
  const load = new AbortController();
  const start = async (): Promise<Product> => {
    const product = spawnProduct(at);
    onStart(product);
    await whenReady(product);
    return product;
  };
  let { product } = options;
  const key = (await keysOf(at.dataDir))['import'] ?? '';
  const to = { url: product.url, key, batch, signal: load.signal };
  await sendAll({ ...to, events: scenario.items });

  const sent = scenario.senders.map(() => 0);
  let unfinished = sent.length;
  let underLoad = 0;
  let killed = 0;
  const tell = (): void =>
    onProgress?.({ sent: sent.reduce((sum, each) => sum + each, 0), kills: killed });
  const sending = scenario.senders.map(async (events, sender) => {
    const onSent = (count: number): void => {
      sent[sender] = count;
      tell();
    };
    await sendAll({ ...to, events, onProgress: onSent });
    unfinished -= 1;
  });
  const killing = async (): Promise<void> => {
    for (let n = 0; n < kills; n++) {
      await untilKill(n);
      await product.stop('SIGKILL');
      if (unfinished > 0) underLoad += 1;
      killed += 1;
      tell();
      product = await start();
    }
  };
  try {
    await Promise.all([...sending, killing()]);
  } catch (error) {
    load.abort();
    throw error;
  }
  // Any token of this run covers what was appended before it; a fresh one covers all.
  const position = await sendAll({ ...to, events: scenario.items.slice(0, 1) });
  return { position, underLoad };
};
