import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { withServer } from '../server.ts';
import { type ChangeFlags, runChange, withSelection } from './change-command.ts';
import { withFilters } from './letter-filters.ts';

/** Adds `dead-letters drop`. */
export const addDrop = (letters: Command, context: CommandContext): void => {
  const command = letters
    .command('drop')
    .description(
      'mark records that will never be read; they stay where they are (exit 3: some stay open)',
    )
    .action(async (places: string[], flags: ChangeFlags) => {
      context.done(
        await runChange(
          places,
          flags,
          context,
          async (admin, selection) => await admin.dropDeadLetters(selection),
        ),
      );
    });
  withExamples(
    withServer(withFilters(withSelection(command)), 'admin'),
    'emberlog dead-letters drop --reason "not JSON" --dry-run',
    'emberlog dead-letters drop --reason "not JSON"',
  );
};
