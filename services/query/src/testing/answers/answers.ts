import { ANSWERS_OF_PLACES } from './answers-of-places.ts';
import { ANSWERS_OF_READERS } from './answers-of-readers.ts';
import { ANSWERS_OF_VOTES } from './answers-of-votes.ts';
import type { SiteWorld } from './site-world.ts';

export type Cell = string | number | null;

/** The rows of an answer, from the log itself. */
export type Answer = (world: SiteWorld) => readonly (readonly Cell[])[];

/** Answers by the name of the question. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  ...ANSWERS_OF_VOTES,
  ...ANSWERS_OF_READERS,
  ...ANSWERS_OF_PLACES,
};
