import { createDigest } from '@emberlog/digest';
import { createLogger } from '@emberlog/service-kit';
import { openBook, openLog, openTransport, usualParts } from '../world/open-parts.ts';
import { writtenRanking } from '../world/written-ranking.ts';
import { SCALE_NOW, type ScaleFigures, type ScaleOrder } from './scale-order.ts';

// A process of its own: it sends everybody theirs in one round and says what that took.
const order = JSON.parse(process.argv[2] ?? '') as ScaleOrder;
const { directory, port, papers, concurrency } = order;
const began = Date.now();
const clock = () => SCALE_NOW + Date.now() - began;

const rss = () => process.memoryUsage.rss();
let rssMost = rss();
const watch = setInterval(() => (rssMost = Math.max(rssMost, rss())), 250);
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

const log = openLog(directory, clock);
const book = openBook(directory);
const transport = openTransport(port, concurrency);
const opening = performance.now();
const digest = await createDigest({
  ...{ ...usualParts(), ranking: writtenRanking(papers), log, book, transport, clock },
  ...{ concurrency, inDoubtAfterMs: 0, logger: createLogger({ name: 'digest', level: 'warn' }) },
});
const startMs = performance.now() - opening;
const rssAtStart = rss();

const before = process.cpuUsage();
const sendMs = await timed(digest.round);
const { user, system } = process.cpuUsage(before);

const idle: number[] = [];
for (let round = 0; round < 5; round += 1) idle.push(await timed(digest.round));
const [, , idleRoundMs = 0] = idle.toSorted((a, b) => a - b);

clearInterval(watch);
const figures: ScaleFigures = {
  ...{ startMs, sendMs, sendCpuMs: (user + system) / 1_000, idleRoundMs },
  ...{ rssAtStart, rssMost },
};
await digest.close();
transport.close();
await book.close();
await log.close();
process.stdout.write(`${JSON.stringify(figures)}\n`);
