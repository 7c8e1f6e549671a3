import type { Admin, RebuildReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { RefusedError } from '../refused-error.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';
import { exitOf, hasEnded, rebuildsText, rebuildText } from './rebuild-text.ts';

type Flags = ServerFlags & { readonly json?: boolean };
type CancelFlags = Flags & { readonly dryRun?: boolean };

/** Adds `rebuild list`. */
export const addRebuildList = (rebuild: Command, { to, done }: CommandContext): void => {
  const command = rebuild
    .command('list')
    .description('rebuilds, the newest first')
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: Flags) => {
      const reply = await (await openAdmin(flags, to)).rebuilds();
      to.stdout.write(flags.json === true ? jsonLine(reply) : rebuildsText(reply.rebuilds));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog rebuild list');
};

/** Adds `rebuild status`. */
export const addRebuildStatus = (rebuild: Command, { to, done }: CommandContext): void => {
  const command = rebuild
    .command('status')
    .description(
      'how far a rebuild is (exit 3: it failed, was cancelled, or found a difference; 4: there is none)',
    )
    .argument('[id]', 'as list prints it; else the newest')
    .option('--json', 'print it as one line of JSON')
    .action(async (id: string | undefined, flags: Flags) => {
      const found = await findRebuild(await openAdmin(flags, to), id, () => true);
      to.stdout.write(flags.json === true ? jsonLine(found) : rebuildText(found));
      done(exitOf(found));
    });
  withExamples(withServer(command, 'admin'), 'emberlog rebuild status');
};

/** Adds `rebuild cancel`. */
export const addRebuildCancel = (rebuild: Command, { to, done }: CommandContext): void => {
  const command = rebuild
    .command('cancel')
    .description('give a rebuild up; what is served stays (exit 4: there is none, 5: it has ended)')
    .argument('[id]', 'as list prints it; else the one that is not finished')
    .option('--dry-run', 'say which would be cancelled, and do nothing')
    .option('--json', 'print it as one line of JSON')
    .action(async (id: string | undefined, flags: CancelFlags) => {
      const admin = await openAdmin(flags, to);
      const found = await findRebuild(admin, id, (each) => !hasEnded(each));
      const told = flags.dryRun === true ? found : await admin.cancelRebuild(found.id);
      to.stdout.write(flags.json === true ? jsonLine(told) : rebuildText(told));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog rebuild cancel');
};

/** The rebuild named, else the newest that fits. */
const findRebuild = async (
  admin: Admin,
  id: string | undefined,
  fits: (rebuild: RebuildReply) => boolean,
): Promise<RebuildReply> => {
  if (id !== undefined) return await admin.rebuild(id);
  const found = (await admin.rebuilds()).rebuilds.find(fits);
  if (found !== undefined) return found;
  throw new RefusedError('absent', 'there is no such rebuild');
};
