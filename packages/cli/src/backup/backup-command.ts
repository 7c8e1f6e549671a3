import type { Admin, BackupReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { RefusedError } from '../refused-error.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { awaitBackup } from './await-backup.ts';
import { addBackupList, addBackupRemove } from './backup-list-commands.ts';
import { backupText } from './backup-text.ts';
import { expectFree, fetchBackup } from './fetch-backup.ts';

type Flags = ServerFlags & {
  readonly out?: string;
  readonly name?: string;
  readonly keep?: boolean;
  readonly dryRun?: boolean;
  readonly wait?: boolean;
  readonly json?: boolean;
};

/** Adds `backup` with the commands below it to the program. */
export const addBackup = (program: Command, context: CommandContext): void => {
  const command = program
    .command('backup')
    .enablePositionalOptions()
    .description(
      'back up all that is kept while all goes on (exit 3: it failed; 5: another is under way, or the server makes none)',
    )
    .option(
      '--out <directory>',
      'bring it here, to a new directory, and leave none with the server',
    )
    .option('--keep', 'with --out: leave it with the server as well')
    .option('--name <name>', 'how it is called; else by the time')
    .option('--dry-run', 'say where it would lie and about how large it would be')
    .option('--wait', 'show how far it is until it is done; interrupted, it goes on (default)')
    .option('--no-wait', 'only ask for it')
    .option('--json', 'print the backup as one line of JSON')
    .action(async (flags: Flags) => {
      context.done(await runBackup(flags, context.to));
    });
  withExamples(
    withServer(command, 'admin'),
    'emberlog backup --dry-run',
    'emberlog backup --name before-upgrade',
    'emberlog backup --out emberlog-backup',
  );
  for (const add of [addBackupList, addBackupRemove]) add(command, context);
};

const runBackup = async (flags: Flags, to: Surroundings): Promise<number> => {
  const { out, json: isJson = false } = flags;
  const admin = await openAdmin(flags, to);
  const show = (backup: BackupReply): void =>
    void to.stdout.write(isJson ? jsonLine(backup) : backupText(backup));
  const request = flags.name === undefined ? {} : { name: flags.name };
  const plan = async (): Promise<BackupReply> =>
    await admin.askBackup({ ...request, dry_run: true });
  if (out !== undefined) await expectBringable(await plan(), out);
  const asked = flags.dryRun === true ? await plan() : await admin.askBackup(request);
  if (flags.dryRun === true || (flags.wait === false && out === undefined)) {
    show(asked);
    return EXIT.done;
  }
  const interrupt = new AbortController();
  to.onInterrupt(() => interrupt.abort());
  const ended = await awaitBackup(admin, asked, to, interrupt.signal);
  if (ended.state === 'failed') {
    show(ended);
    return EXIT.attention;
  }
  if (ended.state !== 'done') {
    to.stderr.write(`it goes on: emberlog backup list\n`);
    return EXIT.interrupted;
  }
  show(out === undefined ? ended : await bring(admin, ended, out, flags, to));
  return EXIT.done;
};

/** Before one is made that could not be brought here. */
const expectBringable = async (
  { downloadable, place }: BackupReply,
  out: string,
): Promise<void> => {
  if (!downloadable)
    throw new RefusedError(
      'refused',
      `it would be ${place}, and cannot be had from there: no --out`,
    );
  await expectFree(out);
};

/** Brings a backup here; it is removed from the server only when all of it is. */
const bring = async (
  admin: Admin,
  backup: BackupReply,
  out: string,
  { keep: isKept = false }: Flags,
  to: Surroundings,
): Promise<BackupReply> => {
  const place = await fetchBackup(admin, backup, out, to);
  if (!isKept) await admin.removeBackup(backup.name);
  return { ...backup, place, restore: backup.restore.replace(backup.place, place) };
};
