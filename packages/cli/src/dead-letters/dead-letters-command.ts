import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { addDrop } from './drop-command.ts';
import { addList } from './list-command.ts';
import { addReplay } from './replay-command.ts';
import { addShow } from './show-command.ts';

/** Adds `dead-letters` with its commands to the program. */
export const addDeadLetters = (program: Command, context: CommandContext): void => {
  const letters = program
    .command('dead-letters')
    .description('records of the log that could not be read');
  for (const add of [addList, addShow, addReplay, addDrop]) add(letters, context);
};
