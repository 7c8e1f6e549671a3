import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryDirectory, waitUntil } from '@emberlog/testing';
import { freePort, keysOf } from '../system/product.ts';
import { openCompose } from './compose.ts';

const INIT = fileURLToPath(new URL('../../scripts/compose-init.mjs', import.meta.url));

/** The stack of docker-compose.yml with ports, secrets and volumes of its own. */
export type Stack = {
  readonly collectorUrl: string;
  readonly queryUrl: string;
  readonly dashboardUrl: string;
  readonly prometheusUrl: string;
  /** Of the catcher of mail. */
  readonly mailUrl: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly build: () => Promise<void>;
  /** Resolves when every service is ready. */
  readonly up: () => Promise<void>;
  /** Kills a service at once, starts it again, and resolves when all are ready. */
  readonly killAndStart: (service: string) => Promise<void>;
  /**
   * Stops everything, removes what ClickHouse holds, and starts again; resolves when the projector has
   * refused that, and has been told to project from the beginning.
   */
  readonly loseReadModel: () => Promise<void>;
  /** Starts Prometheus beside the services. */
  readonly observe: () => Promise<void>;
  /** Everything that our services and their servers wrote so far; not what the catcher of mail did. */
  readonly logs: () => Promise<string>;
  /** The last lines of all services, to be read when something failed. */
  readonly showLogs: () => Promise<void>;
  /** Removes containers, volumes and secrets. */
  readonly down: () => Promise<void>;
};

/** What the projector's refusal says, here. */
const FORGET_THE_GROUP = [
  ...['exec', '-T', 'kafka', '/opt/kafka/bin/kafka-consumer-groups.sh'],
  ...['--bootstrap-server', 'kafka:9092', '--delete', '--group', 'emberlog-projector'],
];

const SERVICES = ['collector', 'projector', 'query', 'dashboard', 'digest', 'kafka', 'clickhouse'];

const url = (port: number): string => `http://127.0.0.1:${port}`;

/** What a container ends with that SIGKILL ended. */
const KILLED = '137';

export const openStack = async (project: string): Promise<Stack> => {
  const directory = await temporaryDirectory();
  await promisify(execFile)(process.execPath, [INIT, directory.path]);
  const [collector, projector, query, dashboard] = [
    ...[await freePort(), await freePort(), await freePort(), await freePort()],
  ] as [number, number, number, number];
  const [digest, mail, prometheus] = [await freePort(), await freePort(), await freePort()];
  const settingsFile = join(directory.path, '.env');
  const compose = await openCompose({
    project,
    settingsFile,
    env: {
      ...(await settingsIn(settingsFile)),
      KAFKA_SESSION_TIMEOUT_MS: '6000',
      EMBERLOG_COLLECTOR_PORT: String(collector),
      EMBERLOG_PROJECTOR_PORT: String(projector),
      EMBERLOG_QUERY_PORT: String(query),
      EMBERLOG_DASHBOARD_PORT: String(dashboard),
      EMBERLOG_DIGEST_PORT: String(digest),
      EMBERLOG_MAIL_PORT: String(mail),
      EMBERLOG_PROMETHEUS_PORT: String(prometheus),
      EMBERLOG_PUBLIC_URL: url(dashboard),
      // Whatever an operator set: nothing of a test is mailed.
      SMTP_URL: '',
    },
  });
  const untilReady = async (): Promise<void> => {
    for (const port of [collector, projector, query, dashboard, digest]) {
      await waitUntil(
        async () => (await fetch(`${url(port)}/readyz`).catch(() => null))?.status === 200,
        { timeoutMs: 120_000, what: `${url(port)} to be ready` },
      );
    }
  };
  const up = async (): Promise<void> => {
    await compose.run('up', '--detach');
    await untilReady();
  };
  return {
    collectorUrl: url(collector),
    queryUrl: url(query),
    dashboardUrl: url(dashboard),
    prometheusUrl: url(prometheus),
    mailUrl: url(mail),
    keys: await keysOf(join(directory.path, '.emberlog-compose')),
    build: async () => await compose.run('build', 'collector'),
    up,
    killAndStart: async (service) => {
      const container = (await compose.read('ps', '-q', service)).trim();
      await compose.run('kill', service);
      assert.equal(await exitCodeOf(container), KILLED, `${service} was not killed`);
      await compose.run('start', service);
      await untilReady();
    },
    loseReadModel: async () => {
      await compose.run('down');
      await docker('volume', 'rm', `${project}_clickhouse`);
      await compose.run('up', '--detach', 'projector');
      await waitUntil(
        async () =>
          (await compose.read('logs', 'projector')).includes('this log was projected before'),
        { timeoutMs: 120_000, what: 'the projector to refuse an empty database' },
      );
      await compose.run(...FORGET_THE_GROUP);
      await up();
    },
    observe: async () => await compose.run('up', '--detach', 'prometheus'),
    logs: async () => await compose.read('logs', '--no-color', ...SERVICES),
    showLogs: async () => await compose.run('logs', '--tail', '40'),
    down: async () => {
      const everything = ['--profile', 'observability', 'down', '--volumes', '--remove-orphans'];
      await compose.run(...everything);
      await directory.remove();
    },
  };
};

const docker = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('docker', [...args])).stdout.trim();

const exitCodeOf = async (container: string): Promise<string> =>
  await docker('inspect', '--format', '{{.State.ExitCode}}', container);

/** What an operator's own environment would otherwise override. */
const settingsIn = async (path: string): Promise<Record<string, string>> => {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
};
