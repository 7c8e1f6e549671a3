import type { ReplayPolicy } from '@emberlog/client';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { withServer } from '../server.ts';
import { type ChangeFlags, runChange, withSelection } from './change-command.ts';
import { withFilters } from './letter-filters.ts';

const POLICIES: ReplayPolicy[] = ['stop', 'dead-letter-again', 'drop'];

/** Adds `dead-letters replay`. */
export const addReplay = (letters: Command, context: CommandContext): void => {
  const command = letters
    .command('replay')
    .description(
      'append records again that can be read by now; safe to repeat, what was appended twice counts once (exit 3: some stay)',
    )
    .addOption(
      new Option('--if-unreadable <policy>', 'what becomes of one that still cannot be read')
        .choices(POLICIES)
        .default('stop'),
    )
    .action(async (places: string[], flags: ChangeFlags & { ifUnreadable: ReplayPolicy }) => {
      const policy = flags.ifUnreadable;
      context.done(
        await runChange(
          places,
          flags,
          context,
          async (admin, selection) => await admin.replayDeadLetters({ ...selection, policy }),
        ),
      );
    });
  withExamples(
    withServer(withFilters(withSelection(command)), 'admin'),
    'emberlog dead-letters replay --all --if-unreadable drop --dry-run',
    'emberlog dead-letters replay --topic votes --if-unreadable dead-letter-again',
  );
};
