import { EmberlogError } from '@emberlog/client';
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addAddresses } from './addresses/addresses-command.ts';
import { addBacktest } from './backtest/backtest-command.ts';
import { addBackup } from './backup/backup-command.ts';
import { addCompletion } from './completion-command.ts';
import { addDeadLetters } from './dead-letters/dead-letters-command.ts';
import { addDoctor } from './doctor-command.ts';
import { EXIT, UsageError } from './exit-code.ts';
import { addExport } from './export/export-command.ts';
import { addImport } from './import/import-command.ts';
import { addKeys } from './keys/keys-command.ts';
import { addQueries } from './queries/queries-command.ts';
import { addRebuild } from './rebuild/rebuild-command.ts';
import { RefusedError } from './refused-error.ts';
import { addStatus } from './status-command.ts';
import type { Surroundings } from './surroundings.ts';
import { addTail } from './tail-command.ts';
import { addTopics } from './topics-command.ts';

const COMMANDS = [
  addImport,
  addStatus,
  addDoctor,
  addDeadLetters,
  addExport,
  addRebuild,
  addBackup,
  addBacktest,
  addQueries,
  addKeys,
  addAddresses,
  addTopics,
  addTail,
  addCompletion,
];

/** Runs the command and resolves with its exit code, one of `EXIT`. Never rejects. */
export const run = async (surroundings: Surroundings): Promise<number> => {
  const { argv, stdout, stderr } = surroundings;
  let code: number = EXIT.usage;
  const program = new Command('emberlog')
    .description('Emberlog from the command line')
    .exitOverride()
    // What stands after a command is left to it: `rebuild list` has the options of `rebuild`.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  const context: CommandContext = { to: surroundings, done: (result) => (code = result) };
  for (const add of COMMANDS) add(program, context);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    stderr.write(`emberlog: ${reason(error)}\n`);
    return exitOf(error);
  }
};

const exitOf = (error: unknown): number => {
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof RefusedError) return EXIT[error.exit];
  if (!(error instanceof EmberlogError)) return EXIT.unfinished;
  return BY_STATUS[error.status ?? 0] ?? EXIT.unfinished;
};

const BY_STATUS: Readonly<Partial<Record<number, number>>> = {
  404: EXIT.absent,
  409: EXIT.refused,
};

const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof EmberlogError)) return error.message;
  const again = 'nothing is lost: the same command goes on where it stopped';
  return error.retryable ? `${error.message}; ${again}` : error.message;
};
