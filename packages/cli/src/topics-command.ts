import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withExamples } from './examples.ts';
import { EXIT } from './exit-code.ts';
import { columns } from './output/columns.ts';
import { jsonLine } from './output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from './server.ts';

/** Adds `topics` to the program. */
export const addTopics = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('topics')
    .description('topics of the log, their partitions and what these hold')
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: ServerFlags & { readonly json?: boolean }) => {
      const reply = await (await openAdmin(flags, to)).topics();
      const rows = reply.topics.flatMap(({ topic, retention_ms: ms, partitions }) =>
        partitions.map(({ partition, first, end }) => [
          topic,
          partition,
          first,
          end,
          end - first,
          ms === null ? 'for ever' : `${Math.round(ms / 86_400_000)} days`,
        ]),
      );
      const heads = ['topic', 'partition', 'first', 'end', 'records', 'kept'];
      to.stdout.write(flags.json === true ? jsonLine(reply) : columns(heads, rows));
      done(EXIT.done);
    });
  withExamples(withServer(command, 'admin'), 'emberlog topics');
};
