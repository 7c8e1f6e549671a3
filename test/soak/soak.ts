/**
 * Loads the product for minutes at 60 % of what it sustains, reading all the while, and then looks
 * whether lag, memory and parts stayed bounded and every number is the fold's. `npm run soak`;
 * `--minutes 10`, after `--warm-up 10` of them that are not judged; `--rate 5000` (events a second,
 * instead of finding the sustained rate).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { hardwareLine, readHardware } from '../bench/framework/hardware.ts';
import { freePort, keysOf, spawnProduct, whenReady } from '../system/product.ts';
import { readList } from '../system/read-list.ts';
import { sendAll } from '../system/sender.ts';
import { compareWithFold } from './compare-with-fold.ts';
import { judgeSoak } from './judge-soak.ts';
import { createPacedSenders } from './paced-senders.ts';
import { startReadLoad } from './read-load.ts';
import { takeReadings, type Reading } from './reading.ts';
import { createSoakEvents, soakItems } from './soak-events.ts';

const SEARCH_MS = 15_000;
const EVERY_MS = 10_000;
const SHARE = 0.6;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '10' },
    rate: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new RangeError('--minutes is a positive number');
const warmUpMinutes = Number(values['warm-up']);
if (!(warmUpMinutes >= 0)) throw new RangeError('--warm-up is a number of minutes, 0 or more');

const start = Date.now();
const eventAt = createSoakEvents(start);
const published = soakItems(start);
const dataDir = await mkdtemp(join(tmpdir(), 'emberlog-soak-'));
const product = spawnProduct({ dataDir, port: await freePort() });
// Whatever ends this process, the product ends with it.
process.on('exit', () => product.process.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
await whenReady(product);
const key = (await keysOf(dataDir))['import'] ?? '';
const { url } = product;
console.log(hardwareLine(readHardware()));
await sendAll({ url, key, events: published, batch: 100 });
const senders = createPacedSenders({ url, key, eventAt });
const sentEvents = (): number => senders.sent().reduce((sum, each) => sum + each, 0);

/** Events a second from the first sent to the last seen, sending as fast as it is taken. */
const findSustained = async (): Promise<number> => {
  const begin = performance.now();
  const running = senders.run(null);
  await delay(SEARCH_MS);
  const after = await running.stop();
  for (let seen = false; !seen;) {
    // A wait ends after ten seconds; how far behind it is, is what is to be found.
    seen = await readList(url, { limit: 1, after }).then(
      () => true,
      () => false,
    );
  }
  const sustained = (sentEvents() * 1000) / (performance.now() - begin);
  console.log(`sustained: ${Math.round(sustained)} events/s, written and visible`);
  return sustained;
};

const rate = values.rate === undefined ? (await findSustained()) * SHARE : Number(values.rate);
console.log(`${warmUpMinutes} + ${minutes} minutes at ${Math.round(rate)} events/s, with a reader`);
const running = senders.run(rate);
const reader = startReadLoad(
  url,
  async () => await sendAll({ url, key, events: [eventAt(0, 0)], batch: 1 }),
);
const readings: Reading[] = [];
const take = takeReadings({ dataDir, pid: product.process.pid ?? 0, sentEvents, reader });
const judgedFrom = performance.now() + warmUpMinutes * 60_000;
let warmUp = 0;
for (const end = judgedFrom + minutes * 60_000; performance.now() < end;) {
  await delay(EVERY_MS);
  const { reading, line } = await take();
  readings.push(reading);
  if (performance.now() < judgedFrom) warmUp = readings.length;
  console.log(line);
}
await reader.stop();
const position = await running.stop();
const sent = senders.sent();
console.log(`${sentEvents()} events sent; folding them`);
const faults = [
  ...judgeSoak(readings, warmUp),
  ...(await compareWithFold({ url, position, start, eventAt, sent, published })),
];
await product.stop('SIGINT');
await rm(dataDir, { recursive: true, force: true });
for (const fault of faults) console.error(`failed: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
else console.log('passed: lag, memory and parts bounded, every number equal to the fold');
