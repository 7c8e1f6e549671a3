import type { DoctorReply } from '@emberlog/client';
import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withExamples } from './examples.ts';
import { EXIT } from './exit-code.ts';
import { jsonLine } from './output/json-line.ts';
import { printable } from './output/printable.ts';
import { openAdmin, type ServerFlags, withServer } from './server.ts';

type Flags = ServerFlags & {
  readonly thorough?: boolean;
  readonly check?: string;
  readonly json?: boolean;
};

/** Adds `doctor` to the program. */
export const addDoctor = (program: Command, { to, done }: CommandContext): void => {
  const command = program
    .command('doctor')
    .description('what is wrong, what it means and what mends it (exit 3: something is an alarm)')
    .option('--thorough', 'read the tables whole as well')
    .option('--check <name>', 'this one only')
    .option('--json', 'print the reply of the server as one line of JSON')
    .action(async (flags: Flags) => {
      const { thorough, check } = flags;
      const reply = await (
        await openAdmin(flags, to)
      ).doctor({
        ...(thorough === undefined ? {} : { thorough }),
        ...(check === undefined ? {} : { check }),
      });
      to.stdout.write(flags.json === true ? jsonLine(reply) : doctorText(reply));
      done(reply.level === 'alarm' ? EXIT.attention : EXIT.done);
    });
  withExamples(
    withServer(command, 'admin'),
    'emberlog doctor',
    'emberlog doctor --thorough --json',
  );
};

const doctorText = ({ checks, level }: DoctorReply): string => {
  const lines = checks.flatMap((check) => [
    `${check.name}: ${check.level}`,
    ...check.findings
      .filter((finding) => finding.level !== 'ok')
      .flatMap(({ what, means, mend }) => [
        `  ${what}`,
        ...(means === null ? [] : [`    it means: ${means}`]),
        ...(mend === null ? [] : [`    mend: ${mend}`]),
      ]),
  ]);
  return [...lines, `all together: ${level}`].map((line) => `${printable(line)}\n`).join('');
};
