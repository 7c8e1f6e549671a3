import { ingestReply } from '@emberlog/api';
import { temporaryDirectory } from '@emberlog/testing';
import { freePort, keysOf, type Product, spawnProduct, whenReady } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import type { Attacked } from './fuzz/fuzz-request.ts';

/** A product of its own, with items, tokens and keys to attack it with. */
export type AttackedProduct = {
  readonly product: Product;
  readonly attacked: Attacked;
  readonly post: (events: readonly object[]) => Promise<string>;
  /** Stops it and removes its data. */
  readonly stop: () => Promise<void>;
};

const ITEMS = Array.from({ length: 200 }, (_, at) => `fuzz/${at}`) as [string, ...string[]];

/** Starts the product as `npm start` does, on a free port, and fills it a little. */
export const startAttacked = async (
  env: Readonly<Record<string, string>> = {},
): Promise<AttackedProduct> => {
  const directory = await temporaryDirectory();
  const port = await freePort();
  const product = spawnProduct({ dataDir: directory.path, port, env });
  const stop = async (): Promise<void> => {
    await product.stop('SIGTERM');
    await directory.remove();
  };
  try {
    await whenReady(product);
    const keys = (await keysOf(directory.path)) as Attacked['keys'];
    const post = async (events: readonly object[]): Promise<string> =>
      await accepted(product.url, keys.write, events);
    const now = Date.now();
    const after = await post(ITEMS.map((item) => published(item, now)));
    const first = await readList(product.url, { after, limit: 3 });
    const second = await readList(product.url, { algorithm: 'top', window: 'all', limit: 2 });
    const attacked: Attacked = {
      ...{ port, keys, now, items: ITEMS },
      positions: [first.position, second.position, after],
      cursors: [first.next_cursor ?? '', second.next_cursor ?? ''],
      day: new Date(now).toISOString().slice(0, 10),
    };
    return { product, attacked, post, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const published = (subject: string, now: number): object => ({
  ...{ id: `publish-${subject.replace('/', '-')}`, type: 'item.published', subject },
  time: new Date(now).toISOString(),
  data: { title: `Title of ${subject}`, tags: ['a'] },
});

const accepted = async (url: string, key: string, events: readonly object[]): Promise<string> => {
  const reply = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
    body: JSON.stringify(events),
  });
  const text = await reply.text();
  if (reply.status !== 202) throw new Error(`${reply.status}: ${text}`);
  return ingestReply.parse(JSON.parse(text)).position;
};
