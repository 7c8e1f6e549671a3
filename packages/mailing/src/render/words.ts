import { cleanLine } from './clean-line.ts';
import type { ReadConfirmation } from './confirmation.ts';
import type { DigestItem, ReadDigest } from './digest.ts';

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Not by `Intl`, whose words change with the runtime: equal input gives equal bytes. */
export const periodWords = ({ kind, key }: ReadDigest['period']): string => {
  if (kind === 'week') return `week ${Number(key.slice(6))} of ${key.slice(0, 4)}`;
  const date = new Date(`${key}T00:00:00Z`);
  const day = `${DAYS[date.getUTCDay()] ?? ''}, ${date.getUTCDate()}`;
  return `${day} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
};

/** What a reader asked for, e.g. `a weekly digest on Mondays at 08:00 (Europe/Berlin) about nlp`. */
export const settingsWords = (settings: ReadConfirmation['settings']): string => {
  const { cadence, hour, weekday, timeZone, organizations, tags } = settings;
  const day = weekday === null ? '' : ` on ${DAYS[weekday % 7] ?? ''}s`;
  const at = `at ${String(hour).padStart(2, '0')}:00 (${timeZone})`;
  const chosen = [...organizations, ...tags].map((each) => cleanLine(each, 60));
  const about = chosen.length === 0 ? '' : `, only papers of or about ${chosen.join(', ')},`;
  return `a ${cadence} digest${day} ${at}${about}`;
};

/** A title is told whole up to here; the list has the rest. */
export const titleWords = ({ title }: DigestItem): string =>
  cleanLine(title, 300) || '(without a title)';

/** Who it is by and how it is read, e.g. `Acme · 12 upvotes · 3 comments · up 2 places`. */
export const factWords = (item: DigestItem): string =>
  [whoWords(item), counted(item.upvotes, 'upvote'), ...commentWords(item), movementWords(item)]
    .filter((words) => words !== '')
    .join(' · ');

const whoWords = ({ organization, authorCount }: DigestItem): string => {
  if (organization !== null) {
    const name = cleanLine(organization.fullname ?? organization.name, 100);
    if (name !== '') return name;
  }
  return authorCount === null ? '' : counted(authorCount, 'author');
};

const commentWords = ({ comments }: DigestItem): string[] =>
  comments === null ? [] : [counted(comments, 'comment')];

const movementWords = ({ movement }: DigestItem): string => {
  if (movement === null) return 'new';
  if (movement.rank === 0) return 'same place';
  return `${movement.rank > 0 ? 'up' : 'down'} ${counted(Math.abs(movement.rank), 'place')}`;
};

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
