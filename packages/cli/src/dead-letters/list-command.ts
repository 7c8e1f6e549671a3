import type { Admin, DeadLetter, DeadLetterState } from '@emberlog/client';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { withExamples } from '../examples.ts';
import { EXIT } from '../exit-code.ts';
import { columns } from '../output/columns.ts';
import { jsonLine } from '../output/json-line.ts';
import { openAdmin, type ServerFlags, withServer } from '../server.ts';
import { placeText } from '../topic.ts';
import { wholeNumber } from '../whole-number.ts';
import { type FilterFlags, filtersOf, withFilters } from './letter-filters.ts';

type Flags = ServerFlags &
  FilterFlags & {
    readonly state: DeadLetterState | 'all';
    readonly limit: number;
    readonly json?: boolean;
  };

const STATES = ['open', 'replayed', 'dropped', 'resolved', 'all'];
const PAGE = 500;

/** Adds `dead-letters list`. */
export const addList = (letters: Command, { to, done }: CommandContext): void => {
  const command = letters
    .command('list')
    .description('records that could not be read, by topic, partition and offset')
    .addOption(new Option('--state <state>', 'what became of them').choices(STATES).default('open'))
    .option('--limit <count>', 'how many at most', wholeNumber(1, 1_000_000), 100)
    .option('--json', 'print each as one line of JSON')
    .action(async (flags: Flags) => {
      const admin = await openAdmin(flags, to);
      const { shown, matching } = await readLetters(admin, flags);
      if (flags.json === true) for (const letter of shown) to.stdout.write(jsonLine(letter));
      else to.stdout.write(lettersText(shown));
      if (matching > shown.length) {
        to.stderr.write(`${shown.length} of ${matching}: see more with --limit\n`);
      }
      done(EXIT.done);
    });
  withExamples(
    withServer(withFilters(command), 'admin'),
    'emberlog dead-letters list',
    'emberlog dead-letters list --topic votes --state all --json',
  );
};

const readLetters = async (admin: Admin, flags: Flags) => {
  const { state, limit } = flags;
  const filters = { ...filtersOf(flags), ...(state === 'all' ? {} : { state }) };
  const shown: DeadLetter[] = [];
  let matching: number | null = null;
  let cursor: string | null = null;
  do {
    const page = await admin.deadLetters({
      ...filters,
      limit: Math.min(PAGE, limit - shown.length),
      ...(cursor === null ? {} : { cursor }),
    });
    shown.push(...page.dead_letters);
    matching ??= page.matching;
    cursor = page.next_cursor;
  } while (cursor !== null && shown.length < limit);
  return { shown, matching };
};

const lettersText = (letters: readonly DeadLetter[]): string =>
  letters.length === 0
    ? 'none\n'
    : columns(
        ['place', 'appended', 'state', 'bytes', 'key', 'reason'],
        letters.map((letter) => [
          placeText(letter),
          letter.appended,
          letter.state,
          letter.bytes,
          letter.key,
          letter.reason,
        ]),
      );
