import type { RebuildReply } from '@emberlog/client';
import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { wholeNumber } from '../whole-number.ts';
import { awaitRebuild } from './await-rebuild.ts';
import { addRebuildCancel, addRebuildList, addRebuildStatus } from './rebuild-jobs-commands.ts';
import { sendArchive } from './send-archive.ts';
import { exitOf, hasEnded, rebuildText } from './rebuild-text.ts';

type TableName = RebuildReply['tables'][number]['table'];

type Flags = ServerFlags & {
  readonly table?: TableName[];
  readonly viewWindow?: string;
  readonly logic?: number;
  readonly from?: string;
  readonly dryRun?: boolean;
  readonly acceptDrift?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
};

/** Adds `rebuild` with the commands below it to the program. */
export const addRebuild = (program: Command, context: CommandContext): void => {
  const command = program
    .command('rebuild')
    .enablePositionalOptions()
    .description(
      'make tables anew from the log beside the served ones, compare, and switch (exit 3: it failed, was cancelled, or found a difference; 5: another is not finished)',
    )
    .option('--table <tables>', 'items, votes, views; several by commas; else all', tablesOption)
    .option(
      '--view-window <duration>',
      'how long an actor’s views of an item count once, such as 60m',
    )
    .option('--logic <number>', 'by another logic of the one table given', wholeNumber(1, 99))
    .option(
      '--from <file>',
      'an archive of the log, for what the log no longer has: it is sent first',
    )
    .option('--dry-run', 'tell how the served tables differ, and change nothing')
    .option('--accept-drift', 'serve what the log makes although the served tables differ')
    .option('--wait', 'show how far it is until it has ended; interrupted, it goes on (default)')
    .option('--no-wait', 'only ask for it')
    .option('--json', 'print the rebuild as one line of JSON')
    .action(async (flags: Flags) => {
      context.done(await runRebuild(flags, context.to));
    });
  withExamples(
    withServer(command, 'admin'),
    'emberlog rebuild --dry-run',
    'emberlog rebuild --table votes',
    'emberlog rebuild --table votes --logic 1',
    'emberlog rebuild --from log.ndjson.gz',
    'emberlog rebuild --table views --view-window 60m --no-wait',
  );
  for (const add of [addRebuildList, addRebuildStatus, addRebuildCancel]) add(command, context);
};

const runRebuild = async (flags: Flags, to: Surroundings): Promise<number> => {
  const admin = await openAdmin(flags, to);
  const archive = flags.from === undefined ? null : await sendArchive(admin, flags.from, to);
  const asked = await admin.askRebuild({
    ...(flags.table === undefined ? {} : { tables: flags.table }),
    ...(flags.viewWindow === undefined ? {} : { view_window: flags.viewWindow }),
    ...(flags.logic === undefined ? {} : { logic: flags.logic }),
    ...(archive === null ? {} : { archive }),
    dry_run: flags.dryRun === true,
    accept_drift: flags.acceptDrift === true,
  });
  const show = (rebuild: RebuildReply): void =>
    void to.stdout.write(flags.json === true ? jsonLine(rebuild) : rebuildText(rebuild));
  if (flags.wait === false) {
    show(asked);
    return EXIT.done;
  }
  const interrupt = new AbortController();
  to.onInterrupt(() => interrupt.abort());
  const ended = await awaitRebuild(admin, asked, to, interrupt.signal);
  show(ended);
  if (hasEnded(ended)) return exitOf(ended);
  to.stderr.write(
    `it goes on: emberlog rebuild status ${ended.id}, emberlog rebuild cancel ${ended.id}\n`,
  );
  return EXIT.interrupted;
};

const TABLES: readonly TableName[] = ['items', 'votes', 'views'];

const tablesOption = (text: string, before: readonly TableName[] = []): TableName[] => {
  const named = text.split(',').map((name) => TABLES.find((table) => table === name.trim()));
  const tables = named.filter((table) => table !== undefined);
  if (tables.length < named.length)
    throw new InvalidArgumentError('It must be items, votes or views.');
  return [...new Set([...before, ...tables])];
};
