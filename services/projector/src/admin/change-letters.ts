import type { DeadLetter, DeadLetterChange, ReplayPolicy } from '@emberlog/api';
import {
  deadLetterMarkBlock,
  type DeadLetterMarkRow,
  type Reader,
  type Writer,
} from '@emberlog/clickhouse';
import type { EventLog, NewRecord } from '@emberlog/event-log';
import { placeName, readLetterRecords } from './stored-letters.ts';
import type { WhyUnreadable } from './why-unreadable.ts';

export type LetterDeps = {
  readonly reader: Reader;
  readonly writer: Pick<Writer, 'insert'>;
  readonly log: Pick<EventLog, 'append'>;
  readonly whyUnreadable: WhyUnreadable;
  /** Wall clock, ms UTC. */
  readonly clock: () => number;
};

type Changed = { readonly changes: readonly DeadLetterChange[]; readonly stopped: boolean };

/** Values held in memory at a time; a letter that is longer is alone. */
const MAX_HELD_BYTES = 4 * 1024 * 1024;

/** Marks open letters as dropped. */
export const dropLetters = async (
  letters: readonly DeadLetter[],
  { writer, clock }: Pick<LetterDeps, 'writer' | 'clock'>,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Changed> => {
  const open = letters.filter(({ state }) => state === 'open');
  const marked_at = clock();
  if (!dryRun) {
    await writer.insert(deadLetterMarkBlock(open.map((each) => markOf(each, null, marked_at))));
  }
  const changes = letters.map((letter) =>
    letter.state === 'open' ? changeOf(letter, 'dropped', null) : notOpen(letter),
  );
  return { changes, stopped: false };
};

/**
 * Appends the records of open letters again, each judged first by what is readable today. A group is
 * durable in the log before its marks are written: a crash in between leaves its letters open, and to
 * replay them again counts nothing twice, for their events' ids are the same.
 */
export const replayLetters = async (
  letters: readonly DeadLetter[],
  deps: LetterDeps,
  { dryRun, policy }: { readonly dryRun: boolean; readonly policy: ReplayPolicy },
): Promise<Changed> => {
  const changes: DeadLetterChange[] = [];
  for (const group of groupsOf(letters)) {
    const records = await readLetterRecords(deps.reader, group);
    const judged = group.map((letter) =>
      judge(letter, records.get(placeName(letter)), deps, policy),
    );
    const end = judged.findIndex(({ outcome }) => outcome === 'unreadable');
    const doing = end < 0 ? judged : judged.slice(0, end);
    changes.push(...(dryRun ? doing.map(plain) : await carryOut(doing, deps)));
    if (end >= 0) {
      changes.push(...judged.slice(end, end + 1).map(plain));
      return { changes, stopped: true };
    }
  }
  return { changes, stopped: false };
};

type Judged = {
  readonly letter: DeadLetter;
  readonly outcome: DeadLetterChange['outcome'];
  readonly reason: string | null;
  /** What is to be appended; null where nothing is. */
  readonly record: NewRecord | null;
};

const judge = (
  letter: DeadLetter,
  record: NewRecord | undefined,
  { whyUnreadable }: LetterDeps,
  policy: ReplayPolicy,
): Judged => {
  if (letter.state !== 'open' || record === undefined) {
    return { letter, outcome: 'not_open', reason: `it is ${letter.state}`, record: null };
  }
  const reason = whyUnreadable(record);
  if (reason === null) return { letter, outcome: 'replayed', reason, record };
  if (policy === 'dead-letter-again') return { letter, outcome: 'again', reason, record };
  return { letter, outcome: policy === 'drop' ? 'dropped' : 'unreadable', reason, record: null };
};

const carryOut = async (
  judged: readonly Judged[],
  { log, writer, clock }: LetterDeps,
): Promise<readonly DeadLetterChange[]> => {
  const records = judged.flatMap(({ record }) => (record === null ? [] : [record]));
  const positions = [...(records.length === 0 ? [] : await log.append(records))];
  const marked_at = clock();
  const marks: DeadLetterMarkRow[] = [];
  const changes = judged.map(({ letter, outcome, reason, record }): DeadLetterChange => {
    const appendedAs = record === null ? null : (positions.shift()?.offset ?? null);
    if (outcome !== 'not_open') marks.push(markOf(letter, appendedAs, marked_at));
    return { ...changeOf(letter, outcome, reason), appended_as: appendedAs };
  });
  await writer.insert(deadLetterMarkBlock(marks));
  return changes;
};

const markOf = (letter: DeadLetter, as: number | null, marked_at: number): DeadLetterMarkRow => ({
  topic: letter.topic,
  kp: letter.partition,
  off: letter.offset,
  state: as === null ? 'dropped' : 'replayed',
  appended_as: as ?? 0,
  marked_at,
});

const plain = ({ letter, outcome, reason }: Judged): DeadLetterChange =>
  changeOf(letter, outcome, reason);

const notOpen = (letter: DeadLetter): DeadLetterChange =>
  changeOf(letter, 'not_open', `it is ${letter.state}`);

const changeOf = (
  { topic, partition, offset }: DeadLetter,
  outcome: DeadLetterChange['outcome'],
  reason: string | null,
): DeadLetterChange => ({ topic, partition, offset, outcome, reason, appended_as: null });

function* groupsOf(letters: readonly DeadLetter[]): Generator<readonly DeadLetter[], void> {
  let group: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    if (group.length > 0 && bytes + letter.bytes > MAX_HELD_BYTES) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(letter);
    bytes += letter.bytes;
  }
  if (group.length > 0) yield group;
}
