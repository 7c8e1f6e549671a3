import type { Case, Sample } from './benchmark.ts';

/** The samples of both sides, one per round; `other` is empty where there is none. */
export type Rounds = { readonly product: readonly Sample[]; readonly other: readonly Sample[] };

/**
 * Measures both sides in turns, the first of a round being the second of the next, so that neither
 * gains by what the machine does meanwhile. One round before them warms up and is not kept.
 */
export const runRounds = async (
  { product, other }: Case,
  rounds: number,
  onRound: (done: number) => void,
): Promise<Rounds> => {
  const kept = { product: [] as Sample[], other: [] as Sample[] };
  for (let round = 0; round <= rounds; round++) {
    const measureProduct = async () => kept.product.push(await product.measure(round));
    const measureOther = async () => other && kept.other.push(await other.measure(round));
    const turns = [measureProduct, measureOther];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    onRound(round);
  }
  return { product: kept.product.slice(1), other: kept.other.slice(1) };
};
