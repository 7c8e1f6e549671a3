import type fc from 'fast-check';
import type { World, WorldList } from './world.ts';

/** Worlds, and what their lists may not say. */
export type LawCase = {
  readonly worlds: readonly World[];
  /** What is broken, given the list of each world in their order; nothing where the law holds. */
  readonly broken: (lists: readonly WorldList[]) => readonly string[];
};

/** What every ranking holds to, whoever computes it. */
export type Law = { readonly name: string; readonly cases: fc.Arbitrary<LawCase> };

/** The worlds of each pair must have the same list. */
export const alike = (pairs: readonly (readonly [World, World])[]): LawCase => ({
  worlds: pairs.flat(),
  broken: (lists) =>
    pairs.flatMap(([{ asOf, ranking }], index) => {
      const [one, other] = lists.slice(2 * index, 2 * index + 2).map(textOf);
      const at = `${ranking.algorithm} at ${new Date(asOf).toISOString()}`;
      return one === other ? [] : [`${at}: ${one ?? ''} is not ${other ?? ''}`];
    }),
});

const textOf = (list: WorldList): string =>
  list.map(({ id, score }) => `${id} ${score}`).join(', ');
