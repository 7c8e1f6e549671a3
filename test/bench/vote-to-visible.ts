/**
 * How long a reader waits for the own vote: POST of one vote, then GET with `after`, one at a time
 * on an otherwise idle product with fifty papers. `npm run bench:visible` prints milliseconds and
 * names the hardware.
 */
import { ingestReply } from '@emberlog/api';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, keysOf, spawnProduct, whenReady } from '../system/product.ts';

const VOTES = 300;
const ITEMS = 50;

const directory = await mkdtemp(join(tmpdir(), 'emberlog-bench-'));
const product = spawnProduct({ dataDir: directory, port: await freePort() });
await whenReady(product);
const headers = {
  'Content-Type': 'application/json',
  Authorization: `Bearer ${(await keysOf(directory))['write'] ?? ''}`,
};

const send = async (events: readonly object[]): Promise<string> => {
  const body = JSON.stringify(events);
  const reply = await fetch(`${product.url}/v1/events`, { method: 'POST', headers, body });
  return ingestReply.parse(await reply.json()).position;
};
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
};
const read = async (path: string): Promise<void> => {
  const reply = await fetch(product.url + path);
  await reply.text();
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
};
const quantiles = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.5, 0.95, 0.99]
    .map((q) => `p${q * 100} ${(sorted[Math.floor(q * sorted.length)] ?? NaN).toFixed(1)} ms`)
    .join(', ');
};

await send(
  Array.from({ length: ITEMS }, (_, n) => ({
    id: `item-${n}`,
    type: 'item.published',
    subject: `paper-${n}`,
    data: { title: `Paper ${n}` },
  })),
);

const visible: number[] = [];
const waiting: number[] = [];
const plain: number[] = [];
for (let n = 0; n < VOTES; n++) {
  const subject = `paper-${n % ITEMS}`;
  const event = { id: `v-${n}`, type: 'item.upvoted', subject, data: { actor: `reader-${n}` } };
  let position = '';
  const posted = await timed(async () => (position = await send([event])));
  const waited = await timed(async () => await read(`/v1/trending?limit=50&after=${position}`));
  visible.push(posted + waited);
  waiting.push(waited);
  plain.push(await timed(async () => await read('/v1/trending?limit=50')));
}

const [cpu] = cpus();
console.log(
  `${VOTES} votes, one at a time, on ${cpus().length} × ${cpu?.model ?? 'unknown'}, Node ${process.version}`,
);
console.log(`vote sent to vote read: ${quantiles(visible)}`);
console.log(`GET with after:         ${quantiles(waiting)}`);
console.log(`GET without after:      ${quantiles(plain)}`);

await product.stop('SIGINT');
await rm(directory, { recursive: true });
