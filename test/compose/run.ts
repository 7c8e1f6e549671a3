import { expectCounted, expectPage, expectVoteOnPage } from './expect-counted.ts';
import { expectMailed } from './expect-mailed.ts';
import { expectScraped } from './expect-scraped.ts';
import { openStack } from './stack.ts';

// `npm run test:compose`: needs Docker with compose. Builds the image, brings the stack up beside any
// other, checks it from outside, takes it down with all it made; ends with 0 when everything held.
const stack = await openStack(`emberlog-test-${process.pid}`);
const PARTS = ['projector', 'collector', 'query', 'kafka', 'clickhouse'] as const;
const begin = performance.now();

const step = async (name: string, work: () => Promise<void>): Promise<void> => {
  const from = performance.now();
  console.log(`compose: ${name} …`);
  await work();
  console.log(`compose: ${name} took ${((performance.now() - from) / 1000).toFixed(1)} s`);
};

let stopping = false;
const down = async (): Promise<void> => {
  if (stopping) return;
  stopping = true;
  await step('down', stack.down);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void down().finally(() => process.exit(130)));
}

try {
  await step('build', stack.build);
  await step('up, until all are healthy', stack.up);
  await step('papers and votes are counted once', async () => await expectCounted(stack, 1));
  await step('the page lists the papers', async () => await expectPage(stack));
  await step('a vote on the page is counted', async () => await expectVoteOnPage(stack));
  await step('a reader subscribes, and leaves by one click', async () => await expectMailed(stack));
  for (const [at, service] of PARTS.entries()) {
    await step(`${service} killed`, async () => await stack.killAndStart(service));
    await step('everything counts on', async () => await expectCounted(stack, at + 2));
  }
  await step('ClickHouse’s volume lost, and refused', stack.loseReadModel);
  await step('the log has it all', async () => await expectCounted(stack, PARTS.length + 2));
  await step('Prometheus', stack.observe);
  await step('it sees every service', async () => await expectScraped(stack));
  console.log(`compose: passed in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
} catch (error) {
  console.error(error);
  await stack.showLogs().catch(() => undefined);
  console.error('compose: failed');
  process.exitCode = 1;
} finally {
  await down();
}
