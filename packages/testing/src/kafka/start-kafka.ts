import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.ts';
import { kafkaJars } from './kafka-jars.ts';

/** A broker of its own, on a directory and ports that go with it. */
export type KafkaBroker = {
  /** `host:port`, the same after a restart. */
  readonly brokers: string;
  readonly pid: () => number;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Starts it again on its directory; resolves when it answers. */
  readonly start: () => Promise<void>;
  /** Ends it and removes its directory. */
  readonly stop: () => Promise<void>;
};

const CLUSTER = '5L6g3nShT-eMCtK--X86sw';
const LONGEST_START_MS = 60_000;

/** Starts a broker of one node from its jars. Needs Java 17 and Maven: see `canRunJars`. */
export const startKafka = async (): Promise<KafkaBroker> => {
  const jars = await kafkaJars();
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-kafka-'));
  const [port, controller] = await freePorts();
  await writeFile(join(directory, 'server.properties'), properties(directory, port, controller));
  const java = (...command: readonly string[]): ChildProcess =>
    spawn('java', ['-Xmx512m', '-Xms128m', '-cp', join(jars, '*'), ...command], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const format = java(
    'kafka.tools.StorageTool',
    ...['format', '-t', CLUSTER, '-c', 'server.properties'],
  );
  for (const stream of [format.stdout, format.stderr]) stream?.resume();
  const [code] = (await once(format, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the directory of the broker was not formatted: ${code}`);
  let broker: ChildProcess | null = null;

  const start = async (): Promise<void> => {
    const started = java('kafka.Kafka', 'server.properties');
    for (const stream of [started.stdout, started.stderr]) stream?.resume();
    broker = started;
    await untilAnswers(port, started);
  };
  const kill = async (): Promise<void> => {
    const running = broker;
    broker = null;
    if (running === null || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  process.once('exit', () => broker?.kill('SIGKILL'));
  await start();
  return {
    brokers: `127.0.0.1:${port}`,
    pid: () => broker?.pid ?? 0,
    start,
    kill,
    stop: async () => {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const properties = (directory: string, port: number, controller: number): string => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${join(directory, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`;

const freePorts = async (): Promise<[number, number]> => {
  const servers = [createServer(), createServer()] as const;
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }),
  );
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, 'close');
    }),
  );
  return [ports[0] ?? 0, ports[1] ?? 0];
};

/** A port that takes connections is a broker that answers: it opens it last. */
const untilAnswers = async (port: number, started: ChildProcess): Promise<void> => {
  await waitUntil(
    async () => {
      if (started.exitCode !== null) throw new Error(`the broker ended with ${started.exitCode}`);
      return await isTaken(port);
    },
    { timeoutMs: LONGEST_START_MS, what: 'the broker' },
  );
};

const isTaken = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
