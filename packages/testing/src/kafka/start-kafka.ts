import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../wait-until.ts';
import { brokerProperties } from './broker-properties.ts';
import { kafkaJars } from './kafka-jars.ts';
import { makeCertificate } from './make-certificate.ts';

/** A broker of its own, on a directory and ports that go with it. */
export type KafkaBroker = {
  /** `host:port`, the same after a restart. */
  readonly brokers: string;
  /** Where it listens for those who are told other ports. */
  readonly hiddenPorts: readonly number[];
  /** Where it wants TLS and a user (`BROKER_USER`), and the path of the certificate to trust. */
  readonly secured: { readonly brokers: string; readonly certificate: string } | null;
  readonly pid: () => number;
  /** Runs Kafka's own `kafka-configs.sh` on it, with these arguments. */
  readonly configure: (args: readonly string[]) => Promise<void>;
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>;
  /** Starts it again on its directory; resolves when it answers. */
  readonly start: () => Promise<void>;
  /** Ends it and removes its directory. */
  readonly stop: () => Promise<void>;
};

const CLUSTER = '5L6g3nShT-eMCtK--X86sw';
const LONGEST_START_MS = 60_000;

export type KafkaBrokerOptions = {
  /** Ports that lead to `hiddenPorts`: who comes that way is told to come that way again. */
  readonly toldPorts?: readonly number[];
  /** Whether it has a listener by TLS that wants a user, too. @default false */
  readonly secured?: boolean;
};

/** Starts a broker of one node from its jars. Needs Java 17 and Maven: see `canRunJars`. */
export const startKafka = async (options: KafkaBrokerOptions = {}): Promise<KafkaBroker> => {
  const { toldPorts = [], secured: isSecured = false } = options;
  const jars = await kafkaJars();
  const directory = await mkdtemp(join(tmpdir(), 'emberlog-kafka-'));
  const free = await freePorts(3 + toldPorts.length);
  const [port = 0, controller = 0, secured = 0, ...hiddenPorts] = free;
  const certificate = isSecured ? await makeCertificate(directory) : null;
  const settings = brokerProperties(directory, {
    ...{ port, controller },
    hidden: toldPorts.map((told, n) => ({ told, port: hiddenPorts[n] ?? 0 })),
    ...(isSecured ? { secured } : {}),
  });
  await writeFile(join(directory, 'server.properties'), settings);
  const java = (...command: readonly string[]): ChildProcess =>
    spawn('java', ['-Xmx512m', '-Xms128m', '-cp', join(jars, '*'), ...command], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const format = ['format', '-t', CLUSTER, '-c', 'server.properties'];
  await untilDone(java('kafka.tools.StorageTool', ...format));
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
    hiddenPorts,
    secured: certificate === null ? null : { brokers: `127.0.0.1:${secured}`, certificate },
    pid: () => broker?.pid ?? 0,
    configure: async (args) => {
      const at = ['--bootstrap-server', `127.0.0.1:${port}`];
      await untilDone(java('kafka.admin.ConfigCommand', ...at, ...args));
    },
    start,
    kill,
    stop: async () => {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const untilDone = async (tool: ChildProcess): Promise<void> => {
  let output = '';
  for (const stream of [tool.stdout, tool.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const [code] = (await once(tool, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`a tool of Kafka failed: ${output}`);
};

const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = Array.from({ length: count }, () => createServer());
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
  return ports;
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
