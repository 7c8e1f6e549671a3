import { backupName } from '@emberlog/api';
import { openServer } from '@emberlog/clickhouse';
import { explainFailure, StartRefusedError } from '@emberlog/composition';
import { createLogger, fingerprintOf, readConfig, type Environment } from '@emberlog/service-kit';
import { projectorConfig } from '../config.ts';
import type { Examined } from '../doctor/examine.ts';
import { restoreServer } from './restore-server.ts';

export type RunRestoreOptions = {
  /** Name of the backup; undefined where none was given. */
  readonly backup: string | undefined;
  readonly env: Environment;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Wall clock, ms UTC, for the pace of progress lines. */
  readonly clock: () => number;
};

/**
 * Restores the tables of a ClickHouse server while no projector runs, and says what was found. Resolves with
 * the exit code: 0 where every check is well, 3 where a finding needs a look, 1 where nothing was restored.
 */
export const runRestore = async (options: RunRestoreOptions): Promise<number> => {
  const { env, stdout, stderr } = options;
  const say = (line: string): void => void stderr.write(`projector: ${line}\n`);
  const name = backupName.safeParse(options.backup).data;
  if (name === undefined) {
    say('--restore needs the name of a backup, as `emberlog backup list` prints it');
    return 1;
  }
  const read = readConfig(projectorConfig, env);
  if (!read.ok) {
    for (const problem of read.problems) say(`${problem.name} ${problem.message}`);
    return 1;
  }
  const { clickhouseUrl, clickhouseCluster, secret, logLevel } = read.config;
  const database = openServer({ url: clickhouseUrl, cluster: clickhouseCluster });
  try {
    const examined = await restoreServer({
      ...{ database, name, fingerprint: fingerprintOf(secret) },
      onProgress: createProgressLines(options),
    });
    const found = examined.flatMap(({ findings }) =>
      findings.filter(({ level }) => level !== 'ok'),
    );
    stdout.write(examined.map(textOf).join(''));
    stdout.write(
      `restored ${name}: ${examined.length} checks, ${found.length} of their findings need a look. ` +
        'Start the projectors, which hold it against the log; then emberlog doctor --thorough\n',
    );
    return found.length === 0 ? 0 : 3;
  } catch (error) {
    const reason =
      error instanceof StartRefusedError
        ? error.message
        : explainFailure(error, { clickhouseUrl, kafka: null });
    if (reason === null)
      createLogger({ name: 'projector', level: logLevel }).error({ err: error }, 'restore failed');
    say(reason ?? `${name} could not be restored`);
    return 1;
  } finally {
    await database.close();
  }
};

const LINE_EVERY_MS = 2_000;

const createProgressLines = ({ stderr, clock }: RunRestoreOptions) => {
  let last = clock();
  return (done: number, total: number): void => {
    if (clock() - last < LINE_EVERY_MS) return;
    last = clock();
    stderr.write(`restoring, ${Math.ceil(done / 1e6)} of ${Math.ceil(total / 1e6)} MB\n`);
  };
};

const textOf = ({ check, findings }: Examined): string =>
  findings
    .filter(({ level }) => level !== 'ok')
    .map(
      ({ level, what, mend }) =>
        `${level}: ${check}: ${what}\n${mend === null ? '' : `  ${mend}\n`}`,
    )
    .join('');
