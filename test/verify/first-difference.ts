import { isDeepStrictEqual } from 'node:util';

/** One place of a list: what the product and the fold both have to say. */
export type Place = {
  readonly id: string;
  readonly rank: number;
  /** The score's integer, as text. */
  readonly integer: string | undefined;
  readonly score: number;
  readonly upvotes: number;
};

/** The first place where two lists differ, in words, or null. */
export const firstDifference = (
  product: readonly Place[],
  fold: readonly Place[],
): string | null => {
  for (let index = 0; index < Math.max(product.length, fold.length); index++) {
    if (isDeepStrictEqual(product[index], fold[index])) continue;
    return `place ${index + 1}: the product says ${words(product[index])}, the fold ${words(fold[index])}`;
  }
  return null;
};

const words = (place: Place | undefined): string =>
  place === undefined
    ? 'nothing'
    : `${place.id} with rank ${place.rank}, ${place.upvotes} votes and the score ${place.score} (${place.integer ?? 'no integer'})`;
