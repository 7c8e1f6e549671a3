import type { Admin, DoctorReply } from '@emberlog/client';
import { showProgress } from '@emberlog/terminal';
import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { withExamples } from './examples.ts';
import { EXIT } from './exit-code.ts';
import { jsonLine } from './output/json-line.ts';
import { printable } from './output/printable.ts';
import { openAdmin, type ServerFlags, withServer } from './server.ts';

type DoctorFlags = ServerFlags & {
  readonly json?: boolean;
  readonly thorough?: boolean;
  readonly check?: string;
};
type Looked = DoctorReply['checks'][number];

/** Adds `doctor` to the program. */
export const addDoctor = (program: Command, context: CommandContext): void => {
  const command = program
    .command('doctor')
    .description(
      'what is wrong, what it means and what mends it (exit 3: an alarm, or what could not be looked at)',
    )
    .option('--thorough', 'read every table whole as well, which takes as long as they are large')
    .option('--check <name>', 'this one only')
    .option('--json', 'print all that was looked at as one line of JSON')
    .action(async (flags: DoctorFlags) => {
      context.done(await examine(flags, context));
    });
  withExamples(
    withServer(command, 'admin'),
    'emberlog doctor',
    'emberlog doctor --thorough --json',
  );
};

/** One look after the other: each may take long, and somebody waits. */
const examine = async (flags: DoctorFlags, { to }: CommandContext): Promise<number> => {
  const admin = await openAdmin(flags, to);
  const asked = await namesOf(admin, flags);
  const progress = showProgress<{ readonly at: number; readonly name: string }>({
    stream: to.stderr,
    clock: to.clock,
    extent: ({ at }) => ({ at, of: asked.length }),
    words: ({ at, name }) => `${at} of ${asked.length}: ${name}`,
  });
  const looked: Looked[] = [];
  try {
    for (const name of asked) {
      progress.update({ at: looked.length, name });
      looked.push(...(await lookAt(admin, name)));
    }
  } finally {
    progress.stop();
  }
  to.stdout.write(flags.json === true ? jsonLine({ checks: looked }) : looked.map(textOf).join(''));
  return looked.some(({ level }) => level === 'alarm' || level === 'unknown')
    ? EXIT.attention
    : EXIT.done;
};

const namesOf = async (
  admin: Admin,
  { check, thorough: all = false }: DoctorFlags,
): Promise<readonly string[]> => {
  if (check !== undefined) return [check];
  const { checks } = await admin.doctorChecks();
  return checks.filter(({ thorough }) => all || !thorough).map(({ name }) => name);
};

const lookAt = async (admin: Admin, check: string): Promise<readonly Looked[]> =>
  (await admin.doctor({ check })).checks;

const SIGNS: Readonly<Record<Looked['level'], string>> = {
  ok: 'ok     ',
  unknown: 'unknown',
  warning: 'warning',
  alarm: 'ALARM  ',
};

const textOf = ({ name, level, findings }: Looked): string =>
  [
    `${SIGNS[level]} ${name}\n`,
    ...findings.flatMap(({ what, means, mend }) => [
      `          ${printable(what)}.\n`,
      means === null ? '' : `          It means: ${printable(means)}.\n`,
      mend === null ? '' : `          To do: ${printable(mend)}\n`,
    ]),
  ].join('');
