import type {
  Admin,
  DeadLetterChange,
  DeadLetterChangesReply,
  DeadLetterFilters,
} from '@emberlog/client';
import { type Progress, showProgress } from '@emberlog/terminal';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { jsonLine } from '../output/json-line.ts';
import { printable } from '../output/printable.ts';
import { openAdmin, type ServerFlags } from '../server.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Place, placeOf, placeText } from '../topic.ts';
import { type FilterFlags, filtersOf } from './letter-filters.ts';

export type ChangeFlags = ServerFlags &
  FilterFlags & {
    readonly all?: boolean;
    readonly dryRun?: boolean;
    readonly json?: boolean;
  };

/** Which letters are meant, as one request takes them. */
type Selection = {
  readonly filters?: DeadLetterFilters;
  readonly places?: Place[];
  readonly cursor?: string;
  readonly dry_run: boolean;
};

export type ChangeLetters = (admin: Admin, selection: Selection) => Promise<DeadLetterChangesReply>;

/** Places of one request. */
const MOST_PLACES = 500;

export const withSelection = (command: Command): Command =>
  command
    .argument(
      '[places...]',
      'topic/partition/offset, as list prints them; or give filters, or --all',
    )
    .option('--all', 'every open letter that the filters let pass')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print what was done with each as one line of JSON');

/** Changes letters page after page and resolves with the exit code. */
export const runChange = async (
  texts: readonly string[],
  flags: ChangeFlags,
  { to }: Pick<CommandContext, 'to'>,
  change: ChangeLetters,
): Promise<number> => {
  const selections = selectionsOf(texts, flags);
  const admin = await openAdmin(flags, to);
  const counts = new Map<DeadLetterChange['outcome'], number>();
  const progress = progressOn(to);
  const interrupt = new AbortController();
  to.onInterrupt(() => interrupt.abort());
  const isInterrupted = (): boolean => interrupt.signal.aborted;
  let handled = 0;
  let stopped = false;
  let matching: number | null = null;
  try {
    for (const first of selections) {
      let next: Selection | null = first;
      while (next !== null && !stopped && !isInterrupted()) {
        const reply = await change(admin, next);
        matching ??= first.places === undefined ? reply.matching : texts.length;
        for (const each of reply.changes) {
          counts.set(each.outcome, (counts.get(each.outcome) ?? 0) + 1);
          show(each, flags, to);
        }
        handled += reply.changes.length;
        stopped = reply.stopped;
        progress.update({ handled, of: Math.max(handled, matching) });
        next = reply.next_cursor === null ? null : { ...first, cursor: reply.next_cursor };
      }
    }
  } finally {
    progress.stop();
  }
  if (flags.json !== true) to.stdout.write(summary(counts, flags.dryRun === true));
  if (isInterrupted()) return EXIT.interrupted;
  const asWished = (['replayed', 'dropped', 'again'] as const).map((name) => counts.get(name) ?? 0);
  return asWished.reduce((sum, count) => sum + count, 0) === handled ? EXIT.done : EXIT.attention;
};

const selectionsOf = (texts: readonly string[], flags: ChangeFlags): readonly Selection[] => {
  const filters = filtersOf(flags);
  const dry_run = flags.dryRun === true;
  const isFiltered = flags.all === true || Object.keys(filters).length > 0;
  if (texts.length > 0 && isFiltered) throw new UsageError('give places or filters, not both');
  if (isFiltered) return [{ filters, dry_run }];
  if (texts.length === 0) throw new UsageError('which letters? Give places, filters, or --all');
  const places = texts.map(placeOf);
  const pages = Math.ceil(places.length / MOST_PLACES);
  return Array.from({ length: pages }, (_, page) => ({
    places: places.slice(page * MOST_PLACES, (page + 1) * MOST_PLACES),
    dry_run,
  }));
};

/** As JSON each; in words only what is not as one wished. */
const show = (change: DeadLetterChange, { json }: ChangeFlags, { stdout }: Surroundings): void => {
  if (json === true) stdout.write(jsonLine(change));
  else if (change.reason !== null) {
    const words = `${placeText(change)}: ${WORDS[change.outcome]}: ${change.reason}`;
    stdout.write(`${printable(words)}\n`);
  }
};

const WORDS: Readonly<Record<DeadLetterChange['outcome'], string>> = {
  replayed: 'replayed',
  again: 'appended again, to be a dead letter again',
  dropped: 'dropped',
  unreadable: 'cannot be read, here it stopped',
  not_open: 'left as it was',
  not_found: 'not found',
};

const summary = (
  counts: ReadonlyMap<DeadLetterChange['outcome'], number>,
  isDry: boolean,
): string => {
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome.replace('_', ' ')}`);
  const said = parts.length === 0 ? 'no letter is open' : parts.join(', ');
  return `${isDry ? 'would be: ' : ''}${said}\n`;
};

type Handled = { readonly handled: number; readonly of: number };

const progressOn = ({ stderr, clock }: Surroundings): Progress<Handled> =>
  showProgress<Handled>({
    stream: stderr,
    clock,
    extent: ({ handled, of }) => ({ at: handled, of }),
    words: ({ handled, of }, { perSecond, secondsLeft }) =>
      [
        `${handled} of ${of} letters`,
        `${perSecond(handled)} a second`,
        ...(secondsLeft === null ? [] : [`${secondsLeft} s left`]),
      ].join(', '),
  });
