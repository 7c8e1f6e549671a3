import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';
import { backupsText, backupText } from './backup-text.ts';

type Flags = ServerFlags & { readonly json?: boolean };
type RemoveFlags = Flags & { readonly dryRun?: boolean };

/** Adds `backup list`. */
export const addBackupList = (backup: Command, { to, done }: CommandContext): void => {
  const command = backup
    .command('list')
    .description('backups that the server has, the newest first, and what became of the last one')
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: Flags) => {
      const reply = await (await openAdmin(flags, to)).backups();
      to.stdout.write(flags.json === true ? jsonLine(reply) : backupsText(reply.backups));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog backup list');
};

/** Adds `backup remove`. */
export const addBackupRemove = (backup: Command, { to, done }: CommandContext): void => {
  const command = backup
    .command('remove')
    .description('remove a backup from the server (exit 4: there is none, 5: it is not done)')
    .argument('<name>', 'as list prints it')
    .option('--dry-run', 'say what would be removed, and do nothing')
    .option('--json', 'print it as one line of JSON')
    .action(async (name: string, flags: RemoveFlags) => {
      const admin = await openAdmin(flags, to);
      const found = await admin.backup(name);
      const told = flags.dryRun === true ? found : await admin.removeBackup(name);
      to.stdout.write(flags.json === true ? jsonLine(told) : backupText(told));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog backup remove before-upgrade');
};
