import { QUESTIONS_OF_PLACES } from './questions-of-places.ts';
import { QUESTIONS_OF_READERS } from './questions-of-readers.ts';
import { QUESTIONS_OF_VOTES } from './questions-of-votes.ts';
import type { SqlQuestion } from './sql-question.ts';

/** Worked questions to the documented views; tests run each and compare its numbers with the log's. */
export const SQL_QUESTIONS: readonly SqlQuestion[] = [
  ...QUESTIONS_OF_VOTES,
  ...QUESTIONS_OF_READERS,
  ...QUESTIONS_OF_PLACES,
];
