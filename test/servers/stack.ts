import { generateKey, hashKey } from '@emberlog/service-kit';
import { startKafka, temporaryDirectory, type KafkaBroker } from '@emberlog/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../system/product.ts';
import { createService, type Service } from './spawn-service.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export const PARTITIONS = 4;

/** Real servers, and every service as a process of its own. */
export type Stack = {
  readonly broker: KafkaBroker;
  /** The ways to the broker that the first projector and the collector take. */
  readonly ways: { readonly projector: TcpProxy; readonly collector: TcpProxy };
  readonly clickhouse: Service;
  readonly collector: Service;
  readonly projectors: readonly Service[];
  readonly query: Service;
  readonly dashboard: Service;
  /** Keys with the scopes `import` and `write`. */
  readonly keys: { readonly import: string; readonly write: string };
  /** What a service that uses Kafka and ClickHouse is given. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

/** Kafka's least: who is not heard of for so long loses its partitions. */
const SESSION_TIMEOUT_MS = 6_000;

/** Starts everything; resolves once every service is ready. */
export const startStack = async (): Promise<Stack> => {
  const directory = await temporaryDirectory();
  let hiddenPorts: readonly number[] = [];
  const ways = {
    projector: await startTcpProxy(() => hiddenPorts[0] ?? 0),
    collector: await startTcpProxy(() => hiddenPorts[1] ?? 0),
  };
  const broker = await startKafka({ toldPorts: [ways.projector.port, ways.collector.port] });
  hiddenPorts = broker.hiddenPorts;
  const keys = { import: generateKey(), write: generateKey() };
  const keysFile = join(directory.path, 'keys.json');
  const hashes = (['import', 'write'] as const).map((scope) => ({
    ...{ id: scope, scopes: [scope], sha256: hashKey(keys[scope]) },
  }));
  await writeFile(keysFile, JSON.stringify(hashes));

  const port = await freePort();
  const clickhouse = createService({
    name: 'clickhouse-server',
    port,
    env: { EMBERLOG_CLICKHOUSE_PORT: String(port), EMBERLOG_DATA_DIR: directory.path },
  });
  const env = {
    EMBERLOG_SECRET: 'ab'.repeat(32),
    EMBERLOG_KEYS_FILE: keysFile,
    KAFKA_BROKERS: broker.brokers,
    KAFKA_PARTITIONS: String(PARTITIONS),
    KAFKA_SESSION_TIMEOUT_MS: String(SESSION_TIMEOUT_MS),
    CLICKHOUSE_URL: clickhouse.url,
  };
  const create = async (name: 'collector' | 'projector' | 'query', more = {}): Promise<Service> =>
    createService({ name, port: await freePort(), env: { ...env, ...more } });
  const by = ({ port: way }: TcpProxy) => ({ KAFKA_BROKERS: `127.0.0.1:${way}` });
  const collector = await create('collector', by(ways.collector));
  const query = await create('query');
  const projectors = [await create('projector', by(ways.projector)), await create('projector')];
  const dashboard = createService({
    name: 'dashboard',
    port: await freePort(),
    env: {
      EMBERLOG_SECRET: env.EMBERLOG_SECRET,
      EMBERLOG_COLLECTOR_URL: collector.url,
      EMBERLOG_QUERY_URL: query.url,
      EMBERLOG_API_KEY: keys.write,
    },
  });

  const services = [collector, ...projectors, query, dashboard];
  clickhouse.start();
  await clickhouse.whenOk('/ping');
  for (const service of services) {
    service.start();
    // One after the other: a machine of two cores starts them no sooner together.
    await service.whenOk();
  }
  return {
    ...{ broker, ways, clickhouse, collector, projectors, query, dashboard, keys, env },
    stop: async () => {
      for (const service of services.toReversed()) await service.stop('SIGKILL');
      await clickhouse.stop('SIGKILL');
      await broker.stop();
      await Promise.all(Object.values(ways).map(async (way) => await way.close()));
      await directory.remove();
    },
  };
};
