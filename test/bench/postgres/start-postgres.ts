import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { freePort } from '../../system/product.ts';

const run = promisify(execFile);

export type RunningPostgres = {
  readonly sql: postgres.Sql;
  readonly version: string;
  readonly close: () => Promise<void>;
};

/** Settings of a server that has two cores and this data to itself; nothing here must survive. */
const SETTINGS = {
  ...{ shared_buffers: '2GB', work_mem: '256MB', maintenance_work_mem: '1GB' },
  ...{ max_wal_size: '8GB', fsync: 'off', synchronous_commit: 'off', autovacuum: 'off' },
  ...{ max_parallel_workers_per_gather: '2', effective_cache_size: '8GB', random_page_cost: '1.1' },
};

/** Starts a server of its own in `directory`, on a free port of the loopback; resolves when it answers. */
export const startPostgres = async (
  programs: string,
  directory: string,
): Promise<RunningPostgres> => {
  const data = join(directory, 'postgres');
  await mkdir(data, { mode: 0o700 });
  const user = await unprivileged();
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(data, user.uid, user.gid);
    await run('chmod', ['711', directory]);
  }
  const at = { ...user, cwd: '/' };
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    at,
  );
  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port, listen_addresses: '127.0.0.1' });
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-k', data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...at, stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  const sql = postgres({
    host: '127.0.0.1',
    port,
    user: 'bench',
    database: 'postgres',
    max: 1,
    onnotice: () => undefined,
  });
  for (let attempt = 0; ; attempt++) {
    const answered = await sql`SELECT version()`.then(
      ([row]) => String(row?.['version']),
      () => null,
    );
    if (answered !== null) {
      return {
        sql,
        version: answered.split(' on ')[0] ?? answered,
        close: async () => {
          await sql.end({ timeout: 5 });
          server.kill('SIGINT');
          await ended;
        },
      };
    }
    if (attempt > 300 || server.exitCode !== null) throw new Error('PostgreSQL did not start');
    await delay(100);
  }
};

/** The server refuses to run as root: then it runs as its own user, or as nobody. */
const unprivileged = async (): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(
      ['-u', '-g'].map(async (which) => await run('id', [which, name])),
    ).catch(() => null);
    if (ids === null) continue;
    const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('there is no user the server could run as');
};
