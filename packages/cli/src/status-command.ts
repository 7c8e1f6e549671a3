import type { StatusReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withExamples } from './examples.ts';
import { EXIT } from './exit-code.ts';
import { columns } from './output/columns.ts';
import { jsonLine } from './output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from './server.ts';

/** Adds `status` to the program. */
export const addStatus = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('status')
    .description(
      'how far the tables are behind the log, and what could not be read (exit 3: trouble)',
    )
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: ServerFlags & { readonly json?: boolean }) => {
      const status = await (await openAdmin(flags, to)).status();
      to.stdout.write(flags.json === true ? jsonLine(status) : statusText(status));
      const { trouble, status: activity } = status.projector;
      done(trouble === null && activity === null ? EXIT.done : EXIT.attention);
    });
  withExamples(withServer(command, 'admin'), 'emberlog status', 'emberlog status --json');
};

const statusText = ({ version, read_model, projector, partitions, dead_letters }: StatusReply) =>
  [
    `emberlog ${version}, read model ${read_model.version} (views count once in ${read_model.view_window}; logic ${read_model.logic.items} of items, ${read_model.logic.votes} of votes, ${read_model.logic.views} of views)\n`,
    `projector: ${projector.trouble ?? projector.status ?? 'the tables may be served'}\n\n`,
    columns(
      ['topic', 'partition', 'first', 'end', 'held', 'lag', 'seconds'],
      partitions.map((each) => [
        each.topic,
        each.partition,
        each.first,
        each.end,
        each.held,
        each.lag_records,
        each.lag_seconds === null ? '?' : each.lag_seconds,
      ]),
    ),
    `\n${dead_letters.open} open dead letters\n`,
    dead_letters.by_reason.length === 0
      ? ''
      : columns(
          ['topic', 'open', 'replayed', 'dropped', 'resolved', 'reason'],
          dead_letters.by_reason.map((each) => [
            each.topic,
            each.open,
            each.replayed,
            each.dropped,
            each.resolved,
            each.reason,
          ]),
        ),
  ].join('');
