import type { QueriesReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { columns } from '../output/columns.ts';
import { jsonLine } from '../output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';

type Flags = ServerFlags & { readonly json?: boolean };

/** Adds `queries` with the command below it to the program. */
export const addQueries = (program: Command, context: CommandContext): void => {
  const { to, done } = context;
  const command = program
    .command('queries')
    .enablePositionalOptions()
    .description('what is asked on the SQL port, the oldest first (exit 4: there is no such port)')
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: Flags) => {
      const reply = await (await openAdmin(flags, to)).queries();
      to.stdout.write(flags.json === true ? jsonLine(reply) : queriesText(reply));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog queries', 'emberlog queries --json');
  addKill(command, context);
};

const addKill = (queries: Command, { to, done }: CommandContext): void => {
  const command = queries
    .command('kill')
    .description('end one; who asked is told so (exit 4: none of that id waits or runs)')
    .argument('<id>', 'as queries prints it')
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (id: string, flags: Flags) => {
      const reply = await (await openAdmin(flags, to)).killQuery(id);
      to.stdout.write(flags.json === true ? jsonLine(reply) : `${reply.id} is ended\n`);
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog queries kill nightly-report');
};

const queriesText = ({ queries }: QueriesReply): string => {
  if (queries.length === 0) return 'nothing is asked\n';
  return columns(
    ['id', 'key', 'state', 'asked at', 'statement'],
    queries.map((each) => [each.id, each.key, each.state, each.asked_at, each.statement]),
  );
};
