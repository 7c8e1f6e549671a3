import { FACT_TABLES, openServer, truncateTable, type Database } from '@emberlog/clickhouse';
import { openKafkaLog } from '@emberlog/event-log/kafka';
import { waitUntil } from '@emberlog/testing';
import { setup } from '../servers/bundle-services.ts';
import { PARTITIONS, startStack, type Stack } from '../servers/stack.ts';
import { hardwareLine, readHardware } from './framework/hardware.ts';
import { cpuOf } from './load/cpu-of.ts';
import { recordsOf } from './load/records-of.ts';

/** How fast one projector and two drain the same topics on Kafka, and which processes were busy. */

const COUNT = 300_000;
const APPEND = 2_000;
const ROUNDS = 3;
type Drained = { readonly rate: number; readonly busy: Readonly<Record<string, number>> };

const empty = async ({ writer }: Database): Promise<void> => {
  for (const table of FACT_TABLES) await writer.command(truncateTable(table));
  for (const table of ['dead_letters', 'claims', 'rebuilds']) {
    await writer.command(`TRUNCATE TABLE emberlog.${table}`);
  }
};

const rowsIn = async (url: string): Promise<number> => {
  const sql = FACT_TABLES.map((table) => `(SELECT count() FROM emberlog.${table})`).join(' + ');
  const reply = await fetch(url, { method: 'POST', body: `SELECT ${sql}` });
  return reply.ok ? Number(await reply.text()) : 0;
};

/** Starts so many projectors on empty tables and waits until every record has its row. */
const drain = async (stack: Stack, database: Database, projectors: number): Promise<Drained> => {
  for (const projector of stack.projectors) await projector.stop('SIGTERM');
  await empty(database);
  const running = stack.projectors.slice(0, projectors);
  const pids = () => ({
    broker: stack.broker.pid(),
    ClickHouse: stack.clickhouse.pid(),
    ...Object.fromEntries(running.map((each, at) => [`projector ${at + 1}`, each.pid()])),
  });
  for (const projector of running) projector.start();
  await waitUntil(async () => (await rowsIn(stack.clickhouse.url)) > 0, { timeoutMs: 60_000 });
  const [first, begin] = [await rowsIn(stack.clickhouse.url), performance.now()];
  const before = new Map<string, number>();
  for (const [name, pid] of Object.entries(pids())) before.set(name, await cpuOf(pid));
  await waitUntil(async () => (await rowsIn(stack.clickhouse.url)) === COUNT, {
    timeoutMs: 300_000,
    what: 'every record to have its row',
  });
  const seconds = (performance.now() - begin) / 1_000;
  const busy: Record<string, number> = {};
  for (const [name, pid] of Object.entries(pids())) {
    busy[name] = ((await cpuOf(pid)) - (before.get(name) ?? 0)) / seconds;
  }
  return { rate: (COUNT - first) / seconds, busy };
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const remove = await setup();
console.log(hardwareLine(readHardware()));
console.log(`${COUNT} events in ${PARTITIONS} partitions`);
const stack = await startStack();
const log = await openKafkaLog({ brokers: [stack.broker.brokers], partitions: PARTITIONS });
const database = openServer({ url: stack.clickhouse.url });
try {
  const records = recordsOf({ seed: 10, count: COUNT, now: Date.now(), items: 500, actors: 5_000 });
  for (let at = 0; at < COUNT; at += APPEND) await log.append(records.slice(at, at + APPEND));
  const drained = new Map<number, Drained[]>([
    [1, []],
    [2, []],
  ]);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [projectors, all] of drained) {
      const one = await drain(stack, database, projectors);
      all.push(one);
      const busy = Object.entries(one.busy).map(([name, cores]) => `${name} ${cores.toFixed(2)}`);
      console.log(
        `${projectors} projector(s): ${one.rate.toFixed(0)} events/s; cores busy: ${busy.join(', ')}`,
      );
    }
  }
  const [one, two] = [1, 2].map((n) => median((drained.get(n) ?? []).map(({ rate }) => rate)));
  console.log(
    `medians: ${(one ?? 0).toFixed(0)} and ${(two ?? 0).toFixed(0)} events/s, ${((two ?? 0) / (one ?? 1)).toFixed(2)} times as many`,
  );
} finally {
  await database.close();
  await log.close();
  await stack.stop();
  await remove();
}
