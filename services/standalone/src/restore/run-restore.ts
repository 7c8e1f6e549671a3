import { StartRefusedError } from '@emberlog/composition';
import type { Examined } from '@emberlog/projector';
import { showProgress } from '@emberlog/terminal';
import { explainFailure } from '../explain-failure.ts';
import type { ProvenReaders } from './prove-readers.ts';
import { restoreDirectory, type RestoreOptions, type RestoreStep } from './restore-directory.ts';

export type RunRestoreOptions = Omit<RestoreOptions, 'onStep'> & {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
};

type Shown = { readonly step: RestoreStep; readonly done: number; readonly total: number };

/**
 * Restores, and says what was found. Resolves with the exit code: 0 where every check is well, 3 where it is
 * restored and the doctor warns, 1 where it is not a data directory.
 */
export const runRestore = async (options: RunRestoreOptions): Promise<number> => {
  const { backup, config, clock, stdout, stderr } = options;
  if (config.kafka !== null || config.clickhouseUrl !== null) {
    stderr.write(`emberlog: ${ON_SERVERS}\n`);
    return 1;
  }
  const progress = showProgress<Shown>({
    ...{ stream: stderr, clock },
    extent: ({ done, total }) => ({ at: done, of: total }),
    words: ({ step, done, total }) => WORDS[step](done, total),
  });
  try {
    const restored = await restoreDirectory({
      ...options,
      onStep: (step, done, total) => progress.update({ step, done, total }),
    });
    progress.stop();
    const { manifest, records, readers, examined, isDone } = restored;
    stdout.write(examined.map(textOf).join(''));
    const found = examined.flatMap(({ findings }) =>
      findings.filter(({ level }) => level !== 'ok'),
    );
    if (!isDone) {
      stderr.write(
        `emberlog: the backup ${manifest.name} was not restored: its data are not sound. Nothing may use ${config.dataDir}.\n`,
      );
      return 1;
    }
    stdout.write(
      `restored ${manifest.name} of ${manifest.made_at} into ${config.dataDir}: ${records} records, ` +
        `${examined.length} checks, ${found.length} of their findings need a look\n` +
        (readers === null ? '' : readersText(readers)),
    );
    return found.length === 0 && (readers?.damaged ?? 0) === 0 ? 0 : 3;
  } catch (error) {
    progress.stop();
    const reason =
      error instanceof StartRefusedError ? error.message : explainFailure(error, config);
    if (reason === null) options.logger.error({ err: error }, 'restore failed');
    stderr.write(`emberlog: ${reason ?? `could not restore ${backup}: ${String(error)}`}\n`);
    return 1;
  }
};

const ON_SERVERS =
  'a backup of a data directory is restored into a data directory. Unset KAFKA_BROKERS and CLICKHOUSE_URL; ' +
  'the tables of a ClickHouse server are restored by the projector: node services/projector/dist/main.js --restore <name>.';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

const WORDS: Readonly<Record<RestoreStep, (done: number, total: number) => string>> = {
  verifying: (done, total) => `verifying, ${megabytes(done)} of ${megabytes(total)}`,
  log: () => 'copying the logs',
  tables: (done, total) => `tables, ${megabytes(done)} of ${megabytes(total)}`,
  subscriptions: (done, total) => `reading subscriptions, ${done} of ${total} records`,
  addresses: (done, total) => `opening addresses, ${done} of ${total}`,
  records: (done, total) => `reading the log, ${done} of ${total} records`,
  doctor: () => 'the doctor looks at everything',
};

const readersText = ({ records, subscribed, reachable, damaged }: ProvenReaders): string =>
  [
    `subscriptions: ${records} records, ${subscribed} readers, ${reachable} of them with an address`,
    ...(damaged === 0
      ? []
      : [
          `warning: the addresses of ${damaged} readers are damaged`,
          '  Is addresses/row-keys the current file, and whole? Otherwise they must subscribe again.',
        ]),
    'who left after the backup was made is subscribed again; digests due since are not sent again\n',
  ].join('\n');

const textOf = ({ check, findings }: Examined): string =>
  findings
    .filter(({ level }) => level !== 'ok')
    .map(({ level, what, means, mend }) => {
      const more = [means, mend].filter((text) => text !== null).map((text) => `  ${text}\n`);
      return `${level}: ${check}: ${what}\n${more.join('')}`;
    })
    .join('');
