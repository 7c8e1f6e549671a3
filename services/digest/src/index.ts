export { openJournal } from './journal/open-journal.ts';
export type { Journal } from './journal/journal.ts';
