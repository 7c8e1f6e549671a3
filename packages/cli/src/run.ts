import { EmberlogError } from '@emberlog/client';
import { Command, CommanderError } from 'commander';
import { EXIT, UsageError } from './exit-code.ts';
import { addImport } from './import/import-command.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs the command and resolves with its exit code: 0 all accepted, 1 not finished, 2 called
 * wrongly, 3 finished with rejected lines, 130 interrupted. Never rejects.
 */
export const run = async (surroundings: Surroundings): Promise<number> => {
  const { argv, stdout, stderr } = surroundings;
  let code: number = EXIT.usage;
  const program = new Command('emberlog')
    .description('Emberlog from the command line')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  addImport(program, surroundings, (result) => (code = result));
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.accepted : EXIT.usage;
    stderr.write(`emberlog: ${reason(error)}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.unfinished;
  }
};

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof EmberlogError)) return error.message;
  const again = 'nothing is lost: the same command goes on where it stopped';
  return error.retryable ? `${error.message}; ${again}` : error.message;
};
